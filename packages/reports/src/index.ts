export { chartFiles } from "./charts/chart-files.ts";
export { comparisonReport } from "./comparison-report.ts";
export type { Chart, ComparisonReportInput, Report, RunReportInput, SweepReportInput } from "./contract.ts";
export { readRunReport } from "./read/read-run-report.ts";
export { runReport } from "./run-report.ts";
export { sweepReport } from "./sweep-report.ts";
export { tablePage } from "./table-page.ts";
