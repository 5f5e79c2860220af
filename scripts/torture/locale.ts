import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { ASSAY } from "./processes.ts";
import { writeSmall } from "./small.ts";

const PLACES = [
  { LANG: "C", TZ: "UTC" },
  { LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8", TZ: "Europe/Berlin" },
  { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Asia/Istanbul" },
  { LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8", TZ: "Asia/Kathmandu" },
  { LANG: "ja_JP.UTF-8", LC_ALL: "ja_JP.UTF-8", TZ: "Pacific/Chatham" },
  { LANG: "C", TZ: "America/St_Johns" },
] as const;

/** Times, and what follows from them, in any file of a run. */
const TIMES = /"(started|seconds|train_seconds|samples_per_second)": ?("[^"]*"|[\d.e+-]+)/g;

/** The same training with other languages and time zones. */
export const locale: Promised = {
  about: "languages and time zones: every file of a run byte for byte the same, times in it excepted",
  async run({ folder, say }) {
    const lost: string[] = [];
    let expected: Readonly<Record<string, string>> | undefined;
    for (const [i, place] of PLACES.entries()) {
      const cwd = join(folder, String(i));
      mkdirSync(cwd);
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...place };
      spawnSync(process.execPath, [ASSAY, "run", writeSmall(cwd), "--quiet", "--threads", "1"], { cwd, env });
      const found = filesOf(join(cwd, "results", "small"));
      expected ??= found;
      const other = Object.keys({ ...expected, ...found }).filter((name) => found[name] !== expected?.[name]);
      if (other.length > 0 || Object.keys(found).length < 9)
        lost.push(`${place.LANG} ${place.TZ}: ${other.join(" ") || "files are missing"}`);
      say(place.LANG);
    }
    return { tried: PLACES.length, survived: PLACES.length - lost.length, lost };
  },
};

/** The files of the one run, but for its pages, whose charts are drawn of times, too. */
function filesOf(experiment: string): Readonly<Record<string, string>> {
  const run = join(experiment, readdirSync(experiment)[0] ?? "");
  const names = readdirSync(run, { recursive: true, encoding: "utf8" }).filter(
    (name) => !/^(report\.|checkpoints)/.test(name),
  );
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(run, name), "latin1").replaceAll(TIMES, '"$1"')]),
  );
}
