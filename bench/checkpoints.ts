import { fileURLToPath } from "node:url";
import { openRun, thisMachine } from "@assay/runs/store";
import { type Listener, loadSpec, NUMERICS_VERSION, prepare, type Snapshot, train } from "@assay/training";
import type { Section } from "./section.ts";
import { spreadOf } from "./spread.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const SPECS = ["cnn-adam", "mlp-adam"] as const;

/** Seconds from one checkpoint to the next where a spec says nothing. */
const DEFAULT_INTERVAL = 30;

/** What saving the state costs, beside the training between two saves. */
export const checkpoints: Section = {
  about: "what saving a training's state costs: seconds a checkpoint, and their share of the training",
  when: "always",
  async run({ quick, say }) {
    const epochs = quick ? 2 : 6;
    const rows: string[][] = [];
    for (const name of SPECS) {
      say(name);
      const { saving, seconds, bytes } = await measure(name, epochs);
      const { median } = spreadOf(saving);
      const share = (interval: number) => `${((100 * median) / interval).toFixed(2)} %`;
      const epoch = seconds / epochs;
      rows.push([
        name,
        `${(bytes / 1e6).toFixed(1)} MB`,
        `${(1000 * median).toFixed(1)} ms`,
        `${epoch.toFixed(2)} s`,
        share(epoch),
        share(Math.max(DEFAULT_INTERVAL, 200 * median)),
      ]);
    }
    const head = ["spec", "checkpoint", "saving one", "an epoch", "share at one an epoch", "share by default"];
    const notes = [
      `Trainings of ${epochs} epochs on all cores with one checkpoint an epoch, the median of their times: from the end of an ` +
        `epoch to the file's name on the disk. By default a checkpoint is due every ${DEFAULT_INTERVAL} s.`,
    ];
    return [{ title: "Checkpoints", head, rows, notes }];
  },
};

/** Trains a shipped spec with a checkpoint an epoch. @returns the seconds of each save, those of the training, and a file's bytes */
const measure = (name: string, epochs: number) =>
  inTemporaryFolder(async (results) => {
    const file = fileURLToPath(new URL(`../experiments/${name}.yaml`, import.meta.url));
    const set = [`training.epochs=${epochs}`, "training.checkpoint={ every_epochs: 1 }"];
    const loaded = loadSpec(file, { set });
    const prepared = prepare(loaded);
    const { cores } = thisMachine();
    const run = openRun({
      ...{ results, loaded, data: prepared.fingerprint(), numerics: "fused", metrics: [], threads: cores },
      ...{ started: new Date(), machine: thisMachine(), versions: { assay: "0", numerics: NUMERICS_VERSION } },
    });
    const saving: number[] = [];
    let ended = 0;
    let bytes = 0;
    const now = (): number => performance.now() / 1000;
    const listen: Listener = ({ type }) => {
      if (type === "epoch") ended = now();
    };
    const keep = async (snapshot: Snapshot): Promise<void> => {
      await run.keep(snapshot, "latest");
      saving.push(now() - ended);
      bytes = snapshot.tensors.reduce((sum, { values }) => sum + values.byteLength, 0);
    };
    const signal = new AbortController().signal;
    const { train_seconds } = await train(prepared, {
      threads: cores,
      numerics: "fused",
      signal,
      listeners: [listen],
      keep,
    });
    run.fail("only measured", 0);
    return { saving, seconds: train_seconds, bytes };
  });
