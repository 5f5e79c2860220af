import type { RunRecord } from "@assay/runs/store";
import type { Difference, FilesChecked } from "@assay/runs/verify";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** What was not compared, and the reason. */
export interface Unchecked {
  readonly what: readonly string[];
  readonly why: string;
}

/** What came of a look at a run's files and of training it again. */
export interface Verification extends FilesChecked {
  readonly identical: boolean;
  /** Epochs that were trained again and compared. */
  readonly epochs: number;
  /** Of an ensemble: runs that were evaluated again instead. */
  readonly members?: number;
  readonly unchecked: readonly Unchecked[];
  /** What is not as it was when the run was made. */
  readonly environment: readonly string[];
}

/** The outcome of `verify`: identical or not, where it first differs, what was compared, and what else is different here. */
export function verificationText(record: RunRecord, found: Verification, { colors }: Screen): string {
  const { identical, epochs, members, differences, checked, absent, unchecked, environment } = found;
  const verdict = identical ? colors.green("identical") : colors.red("different");
  const again =
    members === undefined ? `${epochs} ${epochs === 1 ? "epoch" : "epochs"} trained` : `${members} members evaluated`;
  const compared = `${again} again, ${checked.length} files`;
  const rows: [string, string][] = [[safeText(record.run), `${colors.bold(verdict)}  (${compared})`]];
  for (const difference of differences) rows.push(["Different", safeText(differenceText(difference))]);
  for (const { what, why } of unchecked) rows.push(["Unchecked", `${what.join(", ")}: ${why}`]);
  const isWhole = !unchecked.some(({ what }) => what.includes("final weights"));
  if (identical && isWhole && members === undefined) rows.push(["Weights", record.hashes.final_weights ?? "-"]);
  if (absent.length > 0) rows.push(["Not there", absent.join(", ")]);
  for (const line of environment) rows.push(["Here", safeText(line)]);
  const [[run, first] = ["", ""], ...others] = rows;
  return [`${run}  ${first}`, ...others.map(([title, text]) => `  ${title.padEnd(11)}${text}`)]
    .map((line) => `${line}\n`)
    .join("");
}

const differenceText = ({ where, epoch, tensor, what }: Difference): string =>
  [where, epoch !== undefined && `epoch ${epoch}`, tensor, what].filter((part) => part).join(": ");
