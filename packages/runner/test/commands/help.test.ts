/** What the help shows can be typed as it stands. */
import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/commands/program.ts";
import { route } from "../../src/commands/route.ts";
import { fakeTerminal } from "../terminal/screen.ts";

const root = new URL("../../../../", import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  scripts: Record<string, string>;
};

function withHelp(): { readonly program: Command; readonly texts: readonly string[] } {
  const { terminal, out } = fakeTerminal();
  const program = createProgram({ terminal } as never, "0", () => undefined);
  for (const command of [program, ...program.commands]) command.outputHelp();
  return { program, texts: out().split("\n") };
}

const examples = withHelp()
  .texts.filter((line) => /^ {2}pnpm /.test(line))
  .map((line) => line.trim().split(/ {2,}/)[0] ?? "");

describe("every example of a help text", () => {
  test("is there, for each command", () => {
    expect(examples.length).toBeGreaterThan(12);
    expect(withHelp().texts.join("\n")).not.toMatch(/(^|[^@/\w] {2})assay /m);
  });

  test.each([...new Set(examples)])("%s", async (example) => {
    const [, script = "", rest = ""] = /^pnpm (?:--silent )?run (\S+)(.*?)( > \S+)?$/.exec(example) ?? [];
    const [command, ...first] =
      scripts[script]
        ?.match(/^node scripts\/assay\.ts ?(.*)$/)?.[1]
        ?.split(" ")
        .filter(Boolean) ?? [];
    expect(scripts[script]).toMatch(/^node scripts\/assay\.ts/);
    const args = [command, ...first, ...rest.trim().split(" ")].filter((arg) => arg !== undefined && arg !== "");
    for (const file of args.filter((arg) => arg?.endsWith(".yaml")))
      expect(existsSync(new URL(file ?? "", root)), file).toBe(true);
    const { program } = withHelp();
    let called = "";
    for (const known of program.commands) known.action(() => void (called = known.name()));
    const asksHelp = args.includes("--help");
    const parsed = program.parseAsync(route(args as string[], program), { from: "user" });
    if (asksHelp) await expect(parsed).rejects.toMatchObject({ code: "commander.helpDisplayed" });
    else await parsed;
    expect(called !== "" || asksHelp).toBe(true);
  });
});

test("the help of verify says what its exit codes mean", () => {
  const { program, texts } = withHelp();
  expect(program.commands.map((command) => command.name())).toContain("verify");
  expect(texts.join(" ")).toMatch(/0 identical, .*; 3 something differs .* or is absent/);
});

test("the README names every command with what it does", () => {
  const readme = readFileSync(new URL("README.md", root), "utf8");
  const scriptOf = (name: string) => (name === "run" ? "exp" : name);
  // What a sweep starts is not typed by anybody.
  const typed = withHelp().program.commands.filter((command) => command.name() !== "trials");
  for (const { name } of typed.map((command) => ({ name: scriptOf(command.name()) }))) {
    expect(readme).toMatch(new RegExp(`\`pnpm run ${name}\\b`));
    expect(scripts[name], name).toBeDefined();
  }
});
