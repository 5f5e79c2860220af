import { expect, test } from "vitest";
import { CONTROL, fakeTerminal } from "./screen.ts";

const HOSTILE = [
  "\u001b[31mred\u001b[0m",
  "\u009b2J",
  "\u202eevil",
  "\u200b",
  "\ufeff",
  "\ud800",
  "\u0007",
  "\r",
  "\u007f",
];

test.each([
  ["with colours", 80],
  ["without", undefined],
])("what comes from outside never drives a terminal %s, whatever writes it", (_, columns) => {
  const { terminal, out } = fakeTerminal(columns);
  terminal.out.write(`${HOSTILE.join(" ")}\n`);
  expect(out()).not.toMatch(CONTROL);
  expect(out()).toBe(
    "\\u001b[31mred\\u001b[0m \\u009b2J \\u202eevil \\u200b \\ufeff \\ud800 \\u0007 \\u000d \\u007f\n",
  );
});

test("styles are shown where there are colours, nested ones and those around a hostile text, too", () => {
  const { terminal, out } = fakeTerminal(80);
  const { bold, dim, red, pixels } = terminal.out.colors;
  terminal.out.write(`${bold(`a ${dim("b")} c`)}|${red("\u001b[2J")}|${pixels("▀", [1, 2, 3], [4, 5, 6])}`);
  const nested = "\u001b[1ma \u001b[2mb\u001b[22m\u001b[1m c\u001b[22m";
  const hostile = "\u001b[31m\\u001b[2J\u001b[39m";
  expect(out()).toBe(`${nested}|${hostile}|\u001b[38;2;1;2;3;48;2;4;5;6m▀\u001b[0m`);
});

test("without colours styles leave a text as it is", () => {
  const { terminal, out } = fakeTerminal(80, { NO_COLOR: "1" });
  const { bold, red, pixels } = terminal.out.colors;
  terminal.out.write(bold(red("a")) + pixels("b", [0, 0, 0], [0, 0, 0]));
  expect(out()).toBe("ab");
});

test("JSON means the same when it has been written", () => {
  const { terminal, out } = fakeTerminal();
  const value = { [HOSTILE.join("")]: [...HOSTILE, "\u{e0041}", 'a"\\b\n\t'] };
  terminal.out.write(`${JSON.stringify(value, undefined, 2)}\n`);
  expect(JSON.parse(out())).toEqual(value);
});
