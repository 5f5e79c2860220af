import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestFunction } from "../functions.ts";

const SEARCH = fileURLToPath(new URL("optuna_search.py", import.meta.url));

/** Optuna's TPE. */
export interface Optuna {
  /** The least value of a function that a study finds. */
  least(of: TestFunction, cap: number, seed: number): Promise<number>;
  close(): void;
}

export function openOptuna(python: string): Optuna {
  const child = spawn(python, [SEARCH], { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = (text: string): void => void child.stdin.write(`${text}\n`);
  return {
    async least({ dimensions, at }, cap, seed) {
      say(JSON.stringify({ dimensions, cap, seed }));
      let least = Number.POSITIVE_INFINITY;
      for (let trial = 0; trial < cap; trial++) {
        const { value, done } = await lines.next();
        if (done) throw new Error("[bench] Optuna has ended");
        const worth = at(JSON.parse(value));
        least = Math.min(least, worth);
        say(`${worth}`);
      }
      return least;
    },
    close: () => child.stdin.end(),
  };
}
