// The team: some of its threads, as many as there are cores, run a program in lock-step; the others sleep, and take their
// turn in a later run. A program is a list of phases with a barrier after each;
// a phase is a list of chains; a chain is a number of units and the calls that each unit goes through, in order.
// Each thread has a share of a chain's units, the same one from chain to chain and from step to step, so that it finds in
// its own cache what it wrote before; whoever is done first takes from the others' shares. A thread that was held up does
// less; which thread computes a unit changes nothing in its result.

import { setScratch } from "./common";

// The control block, in words from its start; each part on a cache line of its own.
const TEAM: usize = 0; // threads there are
const PROGRAM: usize = 4;
const ACTIVE: usize = 8; // threads that run a program
const SPINS: usize = 12;
const SCRATCH: usize = 16;
const SCRATCH_BYTES: usize = 20;
const STOP: usize = 24;
const READY: usize = 28; // workers that have joined
const ARRIVED: usize = 64; // monotonic count of arrivals at barriers
const RELEASED: usize = 128; // monotonic number of barriers passed
const WAITING: usize = 192; // threads asleep on RELEASED
const WORKERS: usize = 256; // for each worker 64 bytes: its calls so far, whether it sleeps, its index among the active
const WORKER_SHIFT: usize = 6;

/** Runs in a row that the same workers take part in, where there are more than can be active. */
const TURN: i32 = 64;

/** Phases that the team has passed since the start; a thread that sat out catches up when it is called. */
let passed: i32 = 0;

/** Waits until the word at `address` is no longer `old`: awake for a while, then asleep. */
function waitChange(address: usize, old: i32, spins: i32, sleepers: usize): void {
  for (let i = spins; i > 0; i--) if (atomic.load<i32>(address) != old) return;
  atomic.add<i32>(sleepers, 1);
  while (atomic.load<i32>(address) == old) atomic.wait<i32>(address, old, -1);
  atomic.sub<i32>(sleepers, 1);
}

function barrier(control: usize, threads: i32): void {
  const before = passed++;
  const arrived = atomic.add<i32>(control + ARRIVED, 1) + 1;
  if (arrived == passed * threads) {
    atomic.store<i32>(control + RELEASED, passed);
    if (atomic.load<i32>(control + WAITING) > 0) atomic.notify(control + RELEASED, -1);
  } else {
    waitChange(control + RELEASED, before, load<i32>(control + SPINS), control + WAITING);
  }
}

/** Words of a chain: units, units a claim, units a call, counters' address, calls; then (kernel, descriptor) each. */
function run(control: usize, threads: i32, index: i32): void {
  let at = <usize>load<i32>(control + PROGRAM);
  const generation = load<i32>(at); // of this program: how often it ran before
  let phases = load<i32>(at, 4);
  at += 8;
  for (; phases > 0; phases--) {
    let chains = load<i32>(at);
    at += 4;
    for (; chains > 0; chains--) {
      const units = load<i32>(at), grain = load<i32>(at, 4), inner = load<i32>(at, 8), counters = <usize>load<i32>(at, 12);
      const calls = load<i32>(at, 16);
      at += 20;
      const claims = (units + grain - 1) / grain;
      for (let i = 0, owner = index; i < threads; i++) {
        const first = claims * owner / threads, share = claims * (owner + 1) / threads - first;
        // Each run takes `share` numbers and one more a thread: a counter is never reset.
        const counter = counters + (<usize>owner << 6), base = generation * (share + threads);
        for (;;) {
          const claim = atomic.add<i32>(counter, 1) - base;
          if (claim >= share) break;
          const stop = min((first + claim + 1) * grain, units);
          for (let begin = (first + claim) * grain; begin < stop; begin += inner) {
            const end = min(begin + inner, stop);
            let call = at;
            for (let j = calls; j > 0; j--) {
              call_indirect<void>(load<u32>(call), <usize>load<u32>(call, 4), begin, end);
              call += 8;
            }
          }
        }
        if (++owner == threads) owner = 0;
      }
      at += <usize>calls << 3;
    }
    if (threads > 1) barrier(control, threads);
  }
}

/** The worker whose turn it is, and runs since the turn began: the main thread's. */
let next: i32 = 0;
let runs: i32 = 0;

/** The main thread's part: calls workers to the program at `program`, works along, returns when all is done. */
export function execute(control: usize, program: usize): void {
  // Without a barrier nothing would hold the workers to this program while the next one is started.
  if (load<i32>(program, 4) == 0) return;
  const active = load<i32>(control + ACTIVE), workers = load<i32>(control + TEAM) - 1;
  store<i32>(control + PROGRAM, <i32>program);
  setScratch(<usize>load<i32>(control + SCRATCH));
  if (++runs == TURN && workers > 0) {
    runs = 0;
    next = (next + active - 1) % workers;
  }
  for (let index = 1; index < active; index++) {
    const worker = control + WORKERS + (<usize>((next + index - 1) % workers) << WORKER_SHIFT);
    store<i32>(worker, index, 8);
    atomic.add<i32>(worker, 1);
    if (atomic.load<i32>(worker + 4) > 0) atomic.notify(worker, -1);
  }
  run(control, active, 0);
  store<i32>(program, load<i32>(program) + 1);
}

/** A worker's life: runs every program that it is called to, until the team stops. */
export function work(control: usize, thread: i32): void {
  const own = control + WORKERS + (<usize>(thread - 1) << WORKER_SHIFT);
  atomic.add<i32>(control + READY, 1);
  atomic.notify(control + READY, -1);
  for (let calls = 0; ; calls++) {
    waitChange(own, calls, load<i32>(control + SPINS), own + 4);
    if (atomic.load<i32>(control + STOP)) return;
    passed = atomic.load<i32>(control + RELEASED); // no barrier opens without this thread now
    setScratch(<usize>(load<i32>(control + SCRATCH) + thread * load<i32>(control + SCRATCH_BYTES)));
    run(control, load<i32>(control + ACTIVE), load<i32>(own, 8));
  }
}
