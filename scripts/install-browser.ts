// Installs what drives Chromium in the tests of reports, outside of the workspace: .ci/run calls it.
import { installDriver } from "../packages/reports/test/browser/browser.ts";

if (!installDriver()) {
  console.error("playwright-core could not be installed: the tests in Chromium are left out");
  process.exitCode = 1;
}
