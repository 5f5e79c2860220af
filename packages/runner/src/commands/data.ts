import { UsageError } from "@assay/runs/errors";
import { atomicWrite } from "@assay/runs/store";
import { dataOverviewText } from "../terminal/data-overview.ts";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { prepareSpec, type SpecOptions } from "./validate.ts";

export interface DataOptions extends SpecOptions {
  readonly augmented: boolean;
  readonly out?: string;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
}

/** Examples on a contact sheet, and draws of each. */
const SHEET = { examples: 8, draws: 8 } as const;

/**
 * Shows what Assay makes of a spec's data: examples, classes, ranges before and after normalization, the first ones. With
 * `augmented`: what augmentation does to them, as a PNG.
 */
export async function data(typed: string, options: DataOptions, context: Context): Promise<ExitCode> {
  const { loaded, prepared } = await prepareSpec(typed, options, context);
  const { terminal, services } = context;
  if (options.augmented) return sheet(loaded.spec.name, prepared, options, context);
  if (options.out !== undefined) {
    throw new UsageError("runner/commands", "--out is for the PNG of --augmented", "add --augmented, or leave it out");
  }
  const view = await (await services.trainer()).dataOverview(prepared);
  if (options.json) {
    // The pixels of images are no part of it.
    const { first, ...rest } = view;
    const rows = first.map(({ target, values }) => ({ target, values: Array.from(values) }));
    terminal.out.write(`${JSON.stringify(view.dtype === "u8" ? rest : { ...rest, first: rows })}\n`);
  } else terminal.out.write(dataOverviewText(view, terminal.out));
  return EXIT.done;
}

async function sheet(
  name: string,
  prepared: Awaited<ReturnType<typeof prepareSpec>>["prepared"],
  options: DataOptions,
  { terminal, services, paths }: Context,
): Promise<ExitCode> {
  const { augmentations, data: description } = prepared.parts;
  if (description.shape.length !== 3) {
    throw new UsageError("runner/commands", "--augmented is for images, and the inputs are rows of numbers");
  }
  if (augmentations.length === 0) {
    const hint = "add augmentation: [{ type: random_affine, degrees: 10 }]";
    throw new UsageError("runner/commands", "--augmented needs a spec with augmentation, this one has none", hint);
  }
  const { threads, numerics } = options;
  const images = await (await services.trainer()).augmented(prepared, { ...SHEET, threads, numerics });
  const { contactSheet } = await import("./contact-sheet.ts");
  const file = options.out === undefined ? paths.inFolder(`${name}-augmented.png`) : paths.inFolder(options.out);
  atomicWrite(file, contactSheet(images));
  const facts = { file, examples: images.rows.length, draws: SHEET.draws, shape: description.shape };
  if (options.json) terminal.out.write(`${JSON.stringify(facts)}\n`);
  else {
    const first = `${images.rows.length} training examples, each as it is and as ${SHEET.draws} draws make it`;
    terminal.out.write(`${safeText(file)}: ${first}\n`);
  }
  return EXIT.done;
}
