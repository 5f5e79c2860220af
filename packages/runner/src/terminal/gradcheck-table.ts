import { significant } from "@assay/reports/text";
import type { GradientCheck } from "@assay/training/gradcheck";
import { type Align, alignColumns } from "./columns.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

const ALIGNS: readonly Align[] = ["left", "left", "right", "right", "right", "right", "left", "left"];

/** Each parameter with its worst comparison, and what was compared. Ends with a line break. */
export function gradcheckTable(check: GradientCheck, { colors, unicode }: Screen): string {
  const times = unicode ? "×" : "x";
  const rows = check.parameters.map(({ name, shape, norm, worst, ok }) => [
    safeText(name),
    shape.join(times),
    significant(norm),
    significant(worst.analytic),
    significant(worst.numeric),
    worst.error === Number.POSITIVE_INFINITY ? "not finite" : worst.error.toExponential(1),
    worst.where,
    ok ? "ok" : "OFF",
  ]);
  const head = ["parameter", "shape", "gradient norm", "analytic", "numeric", "error", "where it is largest", ""];
  const [title = "", ...lines] = alignColumns([head, ...rows], ALIGNS);
  const painted = lines.map((line, i) => (check.parameters[i]?.ok ? line : colors.red(line)));
  const off = check.parameters.filter(({ ok }) => !ok).length;
  const counts = check.parameters.reduce((sum, { directions, elements }) => sum + directions + elements, 0);
  const verdict =
    off === 0
      ? colors.green(`All ${check.parameters.length} gradients agree within ${check.tolerance * 100} %.`)
      : colors.red(`${off} of ${check.parameters.length} gradients are off by more than ${check.tolerance * 100} %.`);
  const facts =
    `${counts} derivatives along random directions, the gradient and its largest elements; the ${check.reduction} of the loss ` +
    `over ${check.batch_size} examples, ${significant(check.objective)}${check.steps > 0 ? `, after ${check.steps} batches` : ""}.`;
  return `${[colors.bold(title), ...painted, "", verdict, colors.dim(facts)].join("\n")}\n`;
}
