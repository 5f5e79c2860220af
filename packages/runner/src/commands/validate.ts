import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

export interface SpecOptions {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly json: boolean;
}

export interface ValidateOptions extends SpecOptions {
  readonly quiet: boolean;
}

/** Checks a spec, shapes and parts included, without reading data or writing anything. */
export async function validate(typed: string, options: ValidateOptions, context: Context): Promise<ExitCode> {
  const { loaded } = await prepareSpec(typed, options, context);
  const { out } = context.terminal;
  const { name, seed } = loaded.spec;
  if (options.json) out.write(`${JSON.stringify({ valid: true, file: loaded.file, name, seed, hash: loaded.hash })}\n`);
  else if (!options.quiet) out.write(`${loaded.file}: valid (${name}, seed ${seed}, ${loaded.hash.slice(0, 8)})\n`);
  return EXIT.done;
}

/** A spec as `validate` and `summary` need it. */
export async function prepareSpec(typed: string, { set, seed }: SpecOptions, { paths, services }: Context) {
  const loaded = await services.loadSpec(paths.existing(typed), { set, ...(seed !== undefined && { seed }) });
  const trainer = await services.trainer();
  return { loaded, prepared: trainer.prepare(loaded) };
}
