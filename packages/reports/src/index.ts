export type { Chart, Report, RunReportInput } from "./contract.ts";
export { readRunReport } from "./read/read-run-report.ts";
export { runReport } from "./run-report.ts";
