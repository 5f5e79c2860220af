// Makes docs/report.png, the README's picture of a run's page, from a run of experiments/cnn-adam.yaml (or of a run's folder).
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installDriver, missingBrowser, openBrowser } from "../packages/reports/test/browser/browser.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const PICTURE = join(root, "docs/report.png");
const SIZE = { width: 1200, height: 1800 };
const SCALE = 0.8;
/** Bytes that it may have in the repository. */
const LARGEST = 200_000;

if (!installDriver()) throw new Error(missingBrowser ?? "npm could not install playwright-core");
const folder = process.argv[2] ?? trained();
const browser = await openBrowser();
const page = await browser.newPage({ viewport: SIZE, colorScheme: "light", deviceScaleFactor: SCALE });
await page.goto(pathToFileURL(resolve(folder, "report.html")).href);
const drawn = `[...document.querySelectorAll("[data-chart]")]
  .filter((chart) => chart.getBoundingClientRect().top < ${SIZE.height})
  .every((chart) => chart.querySelector(".live svg path"))`;
while (!(await page.evaluate<boolean>(drawn))) await new Promise((wait) => setTimeout(wait, 50));
const png = await page.screenshot({ type: "png", clip: { x: 0, y: 0, ...SIZE } });
await browser.close();
if (png.length > LARGEST) throw new Error(`the picture has ${png.length} bytes, more than ${LARGEST}`);
writeFileSync(PICTURE, png);
console.log(`${PICTURE}: ${png.length} bytes`);

/** The folder of the run, which is trained unless it is there. */
function trained(): string {
  const args = ["run", "experiments/cnn-adam.yaml", "--json", "--quiet"];
  const printed = execFileSync(process.execPath, [join(root, "scripts/assay.ts"), ...args], { cwd: root });
  return join(root, JSON.parse(printed.toString()).path);
}
