import { fileURLToPath } from "node:url";
import { bytes } from "@assay/runner/terminal";
import { loadSpec, prepare } from "@assay/training";
import { runNode } from "./child.ts";
import { nets } from "./nets.ts";
import type { Section } from "./section.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const WHOLE_RUN = fileURLToPath(new URL("whole-run.ts", import.meta.url));

/** What a training holds in memory, of the arena and altogether. */
export const memory: Section = {
  about: "peak memory of a whole run, and the arena in it",
  when: "always",
  run: ({ quick, say }) =>
    inTemporaryFolder(async (results) => {
      const rows: string[][] = [];
      for (const { name, file } of quick ? nets.filter((net) => net.name === "mlp") : nets) {
        say(name);
        const { stdout } = await runNode(WHOLE_RUN, "run", file, "--out", results, "--quiet");
        const { peakBytes } = JSON.parse(stdout.trimEnd().split("\n").at(-1) as string);
        rows.push([name, bytes(peakBytes), bytes(prepare(loadSpec(file)).arenaBytes)]);
      }
      const notes = [
        "One epoch with evaluation, in a process of its own, on all cores. Peak: the largest resident set, Node's own " +
          "included. The arena holds MNIST as bytes, parameters, optimizer state and the values of a step.",
      ];
      return [{ title: "Memory", head: ["net", "peak of the process", "arena"], rows, notes }];
    }),
};
