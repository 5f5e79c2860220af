// The team: some of its threads, as many as there are cores, run a program together; the others sleep, and take their turn in
// a later run. A program is a list of phases, each of which begins when the one before is done; a phase is a list of
// chains; a chain is a number of units and the calls that each unit goes through, in order.
//
// Units are claimed, a few at a time. Each thread has a share of a chain's units, the same one from chain to chain and from
// step to step, so that it finds in its own cache what it wrote before; whoever is done first takes from the others' shares.
// A phase is done when all of its claims are, not when all threads have arrived: a thread that the system has put aside, as
// another process takes its core, is waited for only while it holds a claim. It may wake up in a run that has long been over. Claims
// therefore carry the number of their run: of another run's claims there are none to be had. Which thread computes a unit
// changes nothing in its result.

import { ownArguments, setScratch, spill } from "./common";

// The control block, in bytes from its start; what changes often has a cache line of its own.
const TEAM: usize = 0; // threads there are
const PROGRAM: usize = 4; // of the present run
const ACTIVE: usize = 8; // threads that run a program
const SPINS: usize = 12;
const SCRATCH: usize = 16;
const SCRATCH_BYTES: usize = 20;
const STOP: usize = 24;
const READY: usize = 28; // workers that have joined
const BASE: usize = 32; // what DONE was when the present run began
const EDITION: usize = 36; // odd while the present run is being announced
const RUN: usize = 40; // number of the present run, 64 bits
const DONE: usize = 64; // claims that were ever done, modulo 2³²
const WAITING: usize = 128; // threads asleep on DONE
const WORKERS: usize = 256; // for each worker 64 bytes: its calls so far, whether it sleeps, its index among the active
const WORKER_SHIFT: usize = 6;

/** Runs in a row that the same workers take part in, where there are more than can be active. */
const TURN: i32 = 64;

/** A counter of claims holds the number of a run, and in its last bits how many were taken in it. */
const CLAIM_BITS: i64 = 24;
const CLAIMS: i64 = (1 << 24) - 1;

/** Whether the slice is over in which the main thread runs a long program: not 0 where it is. */
// @ts-ignore: decorator
@external("env", "late")
declare function late(): i32;

/** The number of the next claim of a share in this run; −1 where there is none. */
function claim(counter: usize, run: i64, share: i32): i32 {
  let word = atomic.load<i64>(counter);
  while (word >> CLAIM_BITS <= run) {
    const next = word >> CLAIM_BITS == run ? <i32>(word & CLAIMS) : 0;
    if (next >= share) break;
    const seen = atomic.cmpxchg<i64>(counter, word, (run << CLAIM_BITS) | (next + 1));
    if (seen == word) return next;
    word = seen;
  }
  return -1; // all are taken, or the run is over and another one is under way
}

/**
 * Turns that this thread waits awake between two phases, less than what is allowed: where waiting was in vain the last times,
 * another process has the core of whoever is waited for, and a core that sleeps is where that one can go on.
 */
let impatience: i32 = 0;

/** Of the turns that are allowed, at least so many are waited; each wait that is not in vain brings back so many. */
const LEAST: i32 = 7000;
const BACK: i32 = 200;

/** Waits until so many claims are done: awake for a while, then asleep. */
function waitFor(control: usize, target: i32): void {
  const done = control + DONE, most = load<i32>(control + SPINS);
  for (let i = most - impatience; i > 0; i--) {
    if (atomic.load<i32>(done) - target < 0) continue;
    impatience = max(impatience - BACK, 0);
    return;
  }
  impatience = max(most - max((most - impatience) >> 1, LEAST), 0);
  atomic.add<i32>(control + WAITING, 1);
  for (;;) {
    const now = atomic.load<i32>(done);
    if (now - target >= 0) break;
    atomic.wait<i32>(done, now, -1);
  }
  atomic.sub<i32>(control + WAITING, 1);
}

/**
 * What is left of a claim in whose middle the main thread has returned: the chain, by the address of its calls, and the units.
 * Nobody else has them; 0 where there is none.
 */
let heldChain: usize = 0;
let heldBegin: i32 = 0;
let heldStop: i32 = 0;

/** Tells that claims are done; who brings a phase to its end wakes those that sleep. */
function report(control: usize, finished: i32, target: i32): void {
  if (finished == 0) return;
  const done = atomic.add<i32>(control + DONE, finished) + finished;
  if (done == target && atomic.load<i32>(control + WAITING) > 0) atomic.notify(control + DONE, -1);
}

/**
 * A copy of a descriptor with the addresses of what lies in this thread's workspace, as if all samples lay there: that of the
 * first one at hand is where it begins. Words of `locals`: bytes of the descriptor, fields; then for each field where it stands, where
 * its tensor begins from `spill` on, and bytes a sample.
 */
function localize(descriptor: usize, locals: usize, begin: i32): usize {
  memory.copy(ownArguments, descriptor, load<u32>(locals));
  for (let fields = load<i32>(locals, 4); fields > 0; fields--) {
    store<usize>(ownArguments + load<u32>(locals, 8), spill + load<u32>(locals, 12) - <usize>begin * load<u32>(locals, 16));
    locals += 12;
  }
  return ownArguments;
}

/**
 * A thread's part of a run: all phases from the first, of which those that are done are passed over.
 *
 * Words of a phase: chains, claims, bytes of the words that follow; of a chain: units, units a claim, units a call, counters'
 * address, calls; then (kernel, descriptor, what of it is thread-local, or 0) each.
 *
 * @param target what DONE was before the first phase
 * @param sliced whether to leave when the slice is over
 * @returns 0 where it left
 */
function run(control: usize, program: usize, threads: i32, index: i32, number: i64, target: i32, sliced: i32): i32 {
  let at = program + 4;
  for (let phases = load<i32>(program); phases > 0; phases--) {
    let chains = load<i32>(at);
    const end = at + 12 + <usize>load<i32>(at, 8);
    target += load<i32>(at, 4);
    if (atomic.load<i32>(control + DONE) - target >= 0) {
      at = end;
      continue;
    }
    at += 12;
    let finished = 0;
    for (; chains > 0; chains--) {
      const units = load<i32>(at), grain = load<i32>(at, 4), inner = load<i32>(at, 8), counters = <usize>load<i32>(at, 12);
      const calls = load<i32>(at, 16);
      at += 20;
      const claims = (units + grain - 1) / grain;
      for (let i = 0, owner = index; i < threads; i++) {
        const first = claims * owner / threads, share = claims * (owner + 1) / threads - first;
        const counter = counters + (<usize>owner << 6);
        for (;;) {
          let begin: i32, stop: i32;
          if (sliced && heldChain == at) {
            begin = heldBegin;
            stop = heldStop;
            heldChain = 0;
          } else {
            const taken = claim(counter, number, share);
            if (taken < 0) break;
            begin = (first + taken) * grain;
            stop = min((first + taken + 1) * grain, units);
          }
          while (begin < stop) {
            const last = min(begin + inner, stop);
            let call = at;
            for (let j = calls; j > 0; j--) {
              const locals = <usize>load<u32>(call, 8), descriptor = <usize>load<u32>(call, 4);
              call_indirect<void>(load<u32>(call), locals ? localize(descriptor, locals, begin) : descriptor, begin, last);
              call += 12;
            }
            begin = last;
            if (sliced && begin < stop && late()) {
              heldChain = at;
              heldBegin = begin;
              heldStop = stop;
              report(control, finished, target);
              return 0;
            }
          }
          finished++;
          if (sliced && late()) {
            report(control, finished, target);
            return 0;
          }
        }
        if (++owner == threads) owner = 0;
      }
      at += <usize>calls * 12;
    }
    report(control, finished, target);
    waitFor(control, target);
  }
  return 1;
}

// The main thread's own: the worker whose turn it is, and runs since the turn began; then the present run.
let next: i32 = 0;
let runs: i32 = 0;
let present: i64 = 0;
let began: i32 = 0;

/**
 * The main thread's part: calls workers to the program at `program` and works along.
 *
 * @param sliced whether to return when the slice is over
 * @returns 0 where it did, and `proceed` goes on; 1 when all is done
 */
export function execute(control: usize, program: usize, sliced: i32): i32 {
  const active = load<i32>(control + ACTIVE), workers = load<i32>(control + TEAM) - 1;
  if (++runs == TURN && workers > 0) {
    runs = 0;
    next = (next + active - 1) % workers;
  }
  present++;
  began = atomic.load<i32>(control + DONE);
  const edition = atomic.load<i32>(control + EDITION);
  atomic.store<i32>(control + EDITION, edition + 1);
  atomic.store<i32>(control + PROGRAM, <i32>program);
  atomic.store<i32>(control + BASE, began);
  atomic.store<i64>(control + RUN, present);
  for (let index = 1; index < active; index++) {
    atomic.store<i32>(control + WORKERS + (<usize>((next + index - 1) % workers) << WORKER_SHIFT), index, 8);
  }
  atomic.store<i32>(control + EDITION, edition + 2);
  for (let index = 1; index < active; index++) {
    const worker = control + WORKERS + (<usize>((next + index - 1) % workers) << WORKER_SHIFT);
    atomic.add<i32>(worker, 1);
    if (atomic.load<i32>(worker + 4) > 0) atomic.notify(worker, -1);
  }
  setScratch(<usize>load<i32>(control + SCRATCH));
  return proceed(control, sliced);
}

/** Goes on with the present run. */
export function proceed(control: usize, sliced: i32): i32 {
  return run(control, <usize>load<i32>(control + PROGRAM), load<i32>(control + ACTIVE), 0, present, began, sliced);
}

/** A worker's life: takes part in every run that it is called to, until the team stops. */
export function work(control: usize, thread: i32): void {
  const own = control + WORKERS + (<usize>(thread - 1) << WORKER_SHIFT);
  atomic.add<i32>(control + READY, 1);
  atomic.notify(control + READY, -1);
  let calls = 0;
  for (;;) {
    waitCall(own, calls, load<i32>(control + SPINS));
    calls = atomic.load<i32>(own);
    if (atomic.load<i32>(control + STOP)) return;
    // Late, it may find the next run being announced: all of what it takes must belong together. A run that it was not called to
    // it may join: another thread with the same index claims from the same shares.
    let edition: i32, program: usize, base: i32, number: i64, index: i32;
    do {
      edition = atomic.load<i32>(control + EDITION);
      program = <usize>atomic.load<i32>(control + PROGRAM);
      base = atomic.load<i32>(control + BASE);
      number = atomic.load<i64>(control + RUN);
      index = atomic.load<i32>(own, 8);
    } while ((edition & 1) != 0 || atomic.load<i32>(control + EDITION) != edition);
    setScratch(<usize>(load<i32>(control + SCRATCH) + thread * load<i32>(control + SCRATCH_BYTES)));
    run(control, program, load<i32>(control + ACTIVE), index, number, base, 0);
  }
}

/** Waits until the number of a worker's calls is no longer `old`: awake for a while, then asleep. */
function waitCall(own: usize, old: i32, spins: i32): void {
  for (let i = spins; i > 0; i--) if (atomic.load<i32>(own) != old) return;
  atomic.add<i32>(own + 4, 1);
  while (atomic.load<i32>(own) == old) atomic.wait<i32>(own, old, -1);
  atomic.sub<i32>(own + 4, 1);
}
