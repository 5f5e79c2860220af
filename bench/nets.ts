import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("nets/", import.meta.url));

/** The reference nets, by name: every spec of the folder. */
export const nets: readonly { readonly name: string; readonly file: string }[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".yaml"))
  .sort()
  .map((file) => ({ name: file.slice(0, -".yaml".length), file: `${FOLDER}${file}` }));
