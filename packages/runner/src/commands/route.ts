import { existsSync } from "node:fs";
import { nearestWord } from "@assay/experiment/suggest";
import { UsageError } from "@assay/runs/store";
import type { Command } from "commander";

/**
 * Puts the command in front, so that flags mean the same before it and after it; a spec's path alone means `run`.
 *
 * @throws UsageError for a flag in front of the command that no command has, and for an unknown command.
 */
export function route(args: readonly string[], program: Command): string[] {
  const commands = new Map(program.commands.map((command) => [command.name(), command]));
  const takesValue = new Map<string, boolean>();
  for (const { options } of [program, ...program.commands]) {
    for (const { long, short, required } of options) {
      for (const flag of [long, short]) if (flag) takesValue.set(flag, required);
    }
  }
  const known = (flag: string) => flag === "--help" || flag === "-h" || takesValue.has(flag);

  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--" || !arg.startsWith("-") || arg === "-") break;
    const [flag = ""] = arg.split("=", 1);
    if (!known(flag)) throw unknown("option", flag, [...takesValue.keys()]);
    if (takesValue.get(flag) && !arg.includes("=")) at++;
  }
  // Some package managers pass on the "--" that sets their own flags apart.
  const rest = args.filter((arg, i) => !(arg === "--" && (i === at || i === at + 1)));
  const name = rest[at];
  if (name === undefined) return rest;
  if (commands.has(name) || name === "help") return [name, ...rest.slice(0, at), ...rest.slice(at + 1)];
  if (/\.ya?ml$/i.test(name) || /[\\/]/.test(name) || existsSync(name)) return ["run", ...rest];
  throw unknown("command", name, [...commands.keys(), "help"]);
}

function unknown(what: "option" | "command", given: string, known: readonly string[]): UsageError {
  const near = nearestWord(given, known);
  const hint = near ? `did you mean "${near}"?` : what === "command" ? `commands: ${known.join(", ")}` : "see --help";
  return new UsageError("runner/commands", `unknown ${what} "${given}"`, hint);
}
