import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { createPaths } from "../../src/commands/paths.ts";
import { shellWord } from "../../src/commands/shell-word.ts";

test("a path is looked up where the user was, then in the package's root", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "sub"));
  for (const file of ["both.yaml", "root.yaml", "sub/both.yaml"]) writeFileSync(join(root, file), "");
  const { existing, output, folder } = createPaths(root, { INIT_CWD: join(root, "sub") });
  expect(folder).toBe("sub");
  expect(existing("both.yaml")).toBe(join("sub", "both.yaml"));
  expect(existing("root.yaml")).toBe("root.yaml");
  expect(existing("none.yaml"), "an error names it as it was typed").toBe("none.yaml");
  expect(existing(join(root, "root.yaml"))).toBe(join(root, "root.yaml"));
  expect([output(undefined), output("mine"), output("/mine")]).toEqual(["results", join("sub", "mine"), "/mine"]);
});

test("a folder that is not inside the present one does not count", () => {
  const root = temporaryFolder();
  for (const INIT_CWD of [join(root, ".."), "/", `${root}-other`, undefined]) {
    const { output, folder } = createPaths(root, { INIT_CWD });
    expect([output("mine"), folder]).toEqual(["mine", "."]);
  }
});

test("a path is shown relative to the present folder where it lies inside", () => {
  const { shown } = createPaths("/work", {});
  expect([shown("/work/a/b.yaml"), shown("a.yaml"), shown("/else/b.yaml")]).toEqual([
    join("a", "b.yaml"),
    "a.yaml",
    "/else/b.yaml",
  ]);
});

test("words are quoted for the shell only where they must be", () => {
  expect(["optimizer.lr=1e-3", "a b", "it's", "$x", ""].map(shellWord)).toEqual([
    "optimizer.lr=1e-3",
    "'a b'",
    "'it'\\''s'",
    "'$x'",
    "''",
  ]);
});
