import { dirname, join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { RefusedError, readChain, type StoredRun, UsageError } from "@assay/runs/store";
import type { ChainLink } from "@assay/training";
import { carriedBest } from "./carried-best.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneStored } from "./find-runs.ts";
import { nextCommand } from "./next-command.ts";
import { recordedSpec } from "./recorded-spec.ts";
import { refuseEnsemble } from "./refuse-ensemble.ts";
import { shellWord } from "./shell-word.ts";
import { stateAt } from "./state-at.ts";
import { stopAfter } from "./stop-after.ts";
import { type TrainFlags, trainAndShow } from "./train-and-show.ts";

export interface ForkOptions extends TrainFlags {
  readonly at: number;
  readonly set: readonly string[];
  readonly out?: string;
}

/**
 * Trains a new run that shares the first epochs of another one and goes on with a changed spec. The state at the end of the
 * epoch is taken from a checkpoint, or trained again from the one before.
 */
export async function fork(typed: string, options: ForkOptions, context: Context): Promise<ExitCode> {
  const { paths, services, clock } = context;
  const { at, set } = options;
  const stop = stopAfter("step", options, context);
  try {
    const stored = findOneStored(typed, paths, paths.output(options.out));
    const { record } = stored;
    refuseEnsemble(record, "is not trained");
    if (set.length === 0) {
      const hint = "change something with --set; a run itself goes on with: pnpm run resume";
      throw new UsageError("runner/commands", "a fork must differ from its run", hint);
    }
    const links = readChain(record.path) ?? [];
    if (at > record.epochs) throw notEvaluated(stored, at, links);
    const since = clock.seconds();
    const parent = await recordedSpec(record, context);
    if (parent.refusal !== undefined) {
      throw new RefusedError("runner/commands", `${record.path} cannot be forked: ${parent.refusal}`);
    }
    const { trainer } = parent;
    const recorded = links.find(({ epoch }) => epoch === at);
    if (!recorded && !mayBeEvaluated(parent.loaded, at, links)) throw notEvaluated(stored, at, links);
    const loaded = await services.loadSpec(join(record.path, "resolved.yaml"), { set, folder: paths.folder });
    if (loaded.hash === record.hashes.spec) {
      throw new UsageError("runner/commands", "a fork must differ from its run, and --set changes nothing of it");
    }
    const prepared = trainer.prepare(loaded);
    await trainer.checkFork(parent.prepared, prepared, at);
    const found = await stateAt(stored, at, parent, { ...options, signal: stop.signal }, context);
    if (stop.signal.aborted) return stop.exitCode() ?? EXIT.SIGINT;
    const link = found?.links.at(-1);
    if (!found || link?.epoch !== at) throw notEvaluated(stored, at, links);
    if (recorded && recorded.chain !== link.chain) {
      const rule = `the state of epoch ${at} is not the one that ${record.run} has recorded`;
      throw new RefusedError("runner/commands", rule, `see what differs: pnpm run verify ${shellWord(record.run)}`);
    }
    const snapshot = await trainer.carryOver(prepared, found);
    const [was, is] = [parent.loaded, loaded].map(({ spec }) => spec.training.checkpoint.best);
    const kept = carriedBest(record, { was, is, epochs: at });
    const best = kept.snapshot && (await trainer.carryOver(prepared, kept.snapshot));
    if (is !== undefined && !best) {
      const why = kept.why ?? "its best epoch came later";
      context.terminal.err.write(
        `Warning: of the first ${at} epochs of ${record.run} there is no best state (${why}); only a better, later one will be kept.\n`,
      );
    }
    const { numerics } = record;
    const results = dirname(dirname(record.path));
    const asked = { spec: join(record.path, "resolved.yaml"), set, results, numerics, lr: loaded.spec.optimizer.lr };
    return await trainAndShow(
      {
        ...{ trainer, loaded, prepared, results, numerics, force: false, since },
        fork: { ancestry: { run: record.run, epoch: at, chain: link.chain, set }, snapshot, best },
        next: (reached) => nextCommand(reached, asked),
      },
      options,
      stop,
      context,
    );
  } finally {
    stop.dispose();
  }
}

/** Whether an epoch may have been evaluated that chain.jsonl does not reach: a run that was killed may have come further. */
function mayBeEvaluated({ spec }: LoadedSpec, at: number, links: readonly ChainLink[]): boolean {
  const { eval_every, epochs } = spec.training;
  return at > (links.at(-1)?.epoch ?? 0) && (at % eval_every === 0 || epochs === undefined || at === epochs);
}

function notEvaluated({ record, epochs }: StoredRun, at: number, links: readonly ChainLink[]): UsageError {
  const last = record.epochs;
  const rule = at > last ? `${record.run} has ${last} epochs, got --at ${at}` : `epoch ${at} was not evaluated`;
  const evaluated = (links.length > 0 ? links : epochs.filter(({ validation }) => validation)).map(
    ({ epoch }) => epoch,
  );
  return new UsageError("runner/commands", rule, evaluated.length > 0 ? `evaluated: ${spans(evaluated)}` : undefined);
}

/** "1 to 5", or "2, 4, 6 …". */
function spans(numbers: readonly number[]): string {
  const [first = 0, ...rest] = numbers;
  const isWhole = rest.every((number, i) => number === first + i + 1);
  if (isWhole) return rest.length > 0 ? `${first} to ${rest.at(-1)}` : String(first);
  return `${numbers.slice(0, 5).join(", ")}${numbers.length > 5 ? " …" : ""}`;
}
