import { closeSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stream } from "@assay/kernels";
import { bytes, count } from "@assay/runner/terminal";
import { PNG } from "pngjs";
import { run } from "./child.ts";
import type { Section } from "./section.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const LOAD = fileURLToPath(new URL("load-data.ts", import.meta.url));
const COLUMNS = 30;
const SIDE = 32;

/** A data set on disk, and the options that read it. */
interface Stored {
  readonly title: string;
  readonly type: string;
  readonly options: object;
}

/** Time and memory of reading a large table and many pictures, the first time and once more. */
export const loading: Section = {
  about: "seconds and peak memory of loading a large CSV and many PNGs, and of loading them again",
  when: "named",
  run: ({ quick, say }) =>
    inTemporaryFolder(async (folder) => {
      say("writing the files");
      const stored = [writeTable(folder, quick ? 10_000 : 1_000_000), writePictures(folder, quick ? 200 : 20_000)];
      const rows: string[][] = [];
      for (const { title, type, options } of stored) {
        say(title);
        const load = async () => {
          const env = { XDG_CACHE_HOME: join(folder, "cache") };
          return JSON.parse((await run(process.execPath, [LOAD, type, JSON.stringify(options)], env)).stdout);
        };
        const [first, again] = [await load(), await load()];
        rows.push([
          title,
          first.seconds.toFixed(1),
          bytes(first.peakBytes),
          again.seconds.toFixed(1),
          bytes(again.peakBytes),
        ]);
      }
      const notes = [
        "From nothing to arrays in memory: described, identified and loaded, in a process of its own. The peak is its largest " +
          "resident set, Node's own included. Again: what was decoded is read from the user's cache folder.",
      ];
      return [{ title: "Loading data", head: ["data", "seconds", "peak", "again, seconds", "peak"], rows, notes }];
    }),
};

function writeTable(folder: string, examples: number): Stored {
  const path = join(folder, "table.csv");
  const random = stream(1, "table");
  const file = openSync(path, "w");
  let text = `${Array.from({ length: COLUMNS }, (_, i) => `x${i}`).join()},y\n`;
  for (let i = 0; i < examples; i++) {
    for (let j = 0; j < COLUMNS; j++) text += `${(20 * random() - 10).toFixed(6)},`;
    text += `${Math.floor(4 * random())}\n`;
    if (text.length < 1e6) continue;
    writeSync(file, text);
    text = "";
  }
  writeSync(file, text);
  closeSync(file);
  const title = `CSV, ${count(examples)} rows of ${COLUMNS} numbers and a class, ${bytes(statSync(path).size)}`;
  const options = { path, target: "y", kind: "class", categorical: [], separator: ",", quote: '"', header: true };
  return { title, type: "csv", options: { ...options, missing: "error" } };
}

function writePictures(folder: string, examples: number): Stored {
  const path = join(folder, "pictures");
  const random = stream(1, "pictures");
  for (let label = 0; label < 10; label++) mkdirSync(join(path, `${label}`), { recursive: true });
  const picture = new PNG({ width: SIDE, height: SIDE });
  for (let i = 0; i < examples; i++) {
    for (let at = 0; at < picture.data.length; at++) picture.data[at] = at % 4 === 3 ? 255 : Math.floor(256 * random());
    writeFileSync(join(path, `${i % 10}`, `${i}.png`), PNG.sync.write(picture, { colorType: 2 }));
  }
  const title = `${count(examples)} PNGs of ${SIDE} × ${SIDE}`;
  return { title, type: "image_folder", options: { path, test: null, size: null, channels: 3 } };
}
