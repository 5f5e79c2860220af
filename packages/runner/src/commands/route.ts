import { existsSync } from "node:fs";
import { nearestWord } from "@assay/experiment/suggest";
import { UsageError } from "@assay/runs/errors";
import type { Command } from "commander";
import { fileMeant } from "./right-file.ts";
import { bareOverrideError, specFlagError } from "./spec-flags.ts";

/** Commands that take `--set`: what looks like a value of the spec is meant to be one. */
const OF_SPECS = ["run", "validate", "summary", "data", "gradcheck"];

/**
 * Puts the command in front, so that flags mean the same before it and after it; a spec's path alone means `run`.
 *
 * @throws UsageError for a flag in front of the command that no command has, for a value of the spec that stands
 *   without `--set`, and for an unknown command.
 */
export function route(given: readonly string[], program: Command): string[] {
  const commands = new Map(program.commands.map((command) => [command.name(), command]));
  const takesValue = new Map<string, boolean>([
    ["--help", false],
    ["-h", false],
  ]);
  for (const { options } of [program, ...program.commands]) {
    for (const { long, short, required } of options) {
      for (const flag of [long, short]) if (flag) takesValue.set(flag, required);
    }
  }
  const isValue = (args: readonly string[], at: number) => takesValue.get(args[at - 1] ?? "") === true;
  // Package managers pass on the "--" that sets their own flags apart, wherever it stands.
  const args = given.filter((arg, at) => arg !== "--" || isValue(given, at));
  const isFlag = (arg: string) => arg.startsWith("-") && arg !== "-";
  const at = args.findIndex((arg, i) => !isFlag(arg) && !isValue(args, i));
  const name = args[at];

  const ofSpec = name === undefined || !commands.has(name) || OF_SPECS.includes(name);
  args.forEach((arg, i) => {
    if (isValue(args, i)) return;
    const [flag = ""] = arg.split("=", 1);
    if (!isFlag(arg)) {
      const bare = ofSpec ? bareOverrideError(arg) : undefined;
      if (bare) throw bare;
    } else if (!takesValue.has(flag)) {
      const meant = ofSpec ? specFlagError(arg, args[i + 1]) : undefined;
      if (meant) throw meant;
      if (at < 0 || i < at) throw unknown("option", flag, [...takesValue.keys()]);
    }
  });
  if (name === undefined) return args;
  if (commands.has(name) || name === "help") return [name, ...args.slice(0, at), ...args.slice(at + 1)];
  if (/\.ya?ml$/i.test(name) || /[\\/]/.test(name) || existsSync(name)) return ["run", ...args];
  throw unknown("command", name, [...commands.keys(), "help"]);
}

function unknown(what: "option" | "command", given: string, known: readonly string[]): UsageError {
  const near = nearestWord(given, known) ?? (what === "command" ? fileMeant(given) : undefined);
  const hint = near ? `did you mean "${near}"?` : what === "command" ? `commands: ${known.join(", ")}` : "see --help";
  return new UsageError("runner/commands", `unknown ${what} "${given}"`, hint);
}
