import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Bundles the page with all that it imports for browsers: `#platform` and its like become those of a page. */
export async function bundlePage(folder: string): Promise<void> {
  await build({
    root: fileURLToPath(new URL("page", import.meta.url)),
    configFile: false,
    // It warns of what Node alone has and no page reaches: the files of datasets, the reading of YAML.
    logLevel: "error",
    worker: { format: "es" },
    build: { outDir: folder, emptyOutDir: true, target: "esnext" },
  });
}
