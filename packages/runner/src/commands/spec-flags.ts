import { existsSync } from "node:fs";
import { TOP_HINTS } from "@assay/experiment/hints";
import { UsageError } from "@assay/runs/errors";
import { shellWord } from "./shell-word.ts";

const SECTIONS = /^(name|seed|data|augmentation|architecture|loss|metrics|optimizer|lr_schedule|training)(\.|$)/;

/**
 * The error for a value of the spec that is given as a flag of its own (`--epochs 3`, `--optimizer.lr=0.1`), which other
 * tools take; undefined for a flag that names nothing in a spec.
 * @param next the argument after the flag
 */
export function specFlagError(arg: string, next: string | undefined): UsageError | undefined {
  const [flag = "", ...rest] = arg.split("=");
  const name = flag.replace(/^--?/, "").replaceAll("-", "_");
  const path = SECTIONS.test(name) ? name : Object.hasOwn(TOP_HINTS, name) ? TOP_HINTS[name] : undefined;
  if (path === undefined || !flag.startsWith("--")) return undefined;
  const given = next !== undefined && !/^-\D/.test(next) ? next : "…";
  return refused(`unknown option "${flag}"`, `${path}=${arg.includes("=") ? rest.join("=") : given}`);
}

/** The error for an override without its flag: `optimizer.lr=0.1`. */
export function bareOverrideError(arg: string): UsageError | undefined {
  if (!/^[a-z_]+(\.\w+)*=/.test(arg) || !SECTIONS.test(arg.split("=", 1)[0] ?? "") || existsSync(arg)) return undefined;
  return refused(`"${arg}" is no file`, arg);
}

const refused = (rule: string, override: string): UsageError =>
  new UsageError("runner/commands", rule, `a value of the spec is set with: --set ${shellWord(override)}`);
