export { comparisonColumns, comparisonNotes } from "./comparison-view.ts";
export { createProgress } from "./progress.ts";
export { resultBlock, resultLine } from "./result-lines.ts";
export { safeText } from "./safe-text.ts";
export { sortRows } from "./sort-rows.ts";
export { type SummaryRow, summaryTable } from "./summary-table.ts";
export { rankTrials, type SweepRow, sweepColumns, type TrialOutcome, trialLine } from "./sweep-view.ts";
export { type Column, formatTable, type TableOptions } from "./table.ts";
export { createTerminal, type Terminal } from "./terminal.ts";
