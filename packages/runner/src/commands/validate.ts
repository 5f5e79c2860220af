import { SpecError } from "@assay/experiment/error";
import { UsageError } from "@assay/runs/errors";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { isBrokenYaml, kindOf } from "./right-file.ts";
import { checkTrials } from "./sweep-planner.ts";

export interface SpecOptions {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly json: boolean;
}

export interface ValidateOptions extends SpecOptions {
  readonly quiet: boolean;
}

/** Checks a spec or every trial of a sweep, shapes and parts included, without reading data or writing anything. */
export async function validate(typed: string, options: ValidateOptions, context: Context): Promise<ExitCode> {
  const { out } = context.terminal;
  try {
    const { summary, ...facts } = await checkFile(typed, options, context);
    if (options.json) out.write(`${JSON.stringify({ valid: true, ...facts })}\n`);
    else if (!options.quiet) out.write(`${safeText(facts.file)}: valid (${summary})\n`);
    return EXIT.done;
  } catch (error) {
    if (options.json && error instanceof SpecError) {
      const errors = [error, ...error.others].map(mistake);
      out.write(`${JSON.stringify({ valid: false, errors })}\n`);
    }
    if (options.json && error instanceof UsageError) {
      const nowhere = { file: null, line: null, column: null, location: null, part: "runner/commands", hint: null };
      out.write(`${JSON.stringify({ valid: false, errors: [{ ...nowhere, rule: error.message }] })}\n`);
    }
    throw error;
  }
}

/** A spec is read once; what fails as one may be a sweep. */
async function checkFile(typed: string, options: SpecOptions, context: Context) {
  try {
    return await checkSpec(typed, options, context);
  } catch (error) {
    if (isBrokenYaml(error) || (await kindOf(context.paths.existing(typed))) !== "sweep") throw error;
    return checkSweep(typed, options, context);
  }
}

async function checkSpec(typed: string, options: SpecOptions, context: Context) {
  const { file, spec, hash } = (await prepareSpec(typed, options, context)).loaded;
  const { name, seed } = spec;
  return { file, name, seed, hash, summary: `${name}, seed ${seed}, spec ${hash.slice(0, 8)}` };
}

async function checkSweep(typed: string, { set, seed }: SpecOptions, { paths, services }: Context) {
  if (set.length > 0 || seed !== undefined) {
    throw new UsageError("runner/commands", "--set and --seed change a spec, and this is a sweep");
  }
  const sweep = await services.loadSweep(paths.existing(typed));
  checkTrials(sweep, await services.trainer());
  const { file, name, trials } = sweep;
  const what = trials ? `${trials.length} trials` : `${sweep.cap} settings, found by ${sweep.method}`;
  return { file, name, trials: trials?.length ?? null, summary: `sweep ${name}, ${what}` };
}

/** A mistake as JSON; what stands in a flag has no file. */
const mistake = ({ where, location, part, rule, hint }: SpecError) => ({
  file: where.file ?? null,
  line: where.row ?? null,
  column: where.column ?? null,
  location,
  part,
  rule,
  hint: hint ?? null,
});

/** A spec as `validate` and `summary` need it. */
export async function prepareSpec(typed: string, { set, seed }: SpecOptions, { paths, services }: Context) {
  const loaded = await services.loadSpec(paths.existing(typed), {
    set,
    folder: paths.folder,
    ...(seed !== undefined && { seed }),
  });
  const trainer = await services.trainer();
  return { loaded, prepared: trainer.prepare(loaded) };
}
