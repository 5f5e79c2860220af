import { createReadStream, globSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { text } from "node:stream/consumers";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** Without both of these a page gets no shared memory. */
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export interface PageServer {
  /** Where the page is. */
  readonly address: string;
  close(): void;
}

/**
 * Serves a bundled page on this machine alone, cross-origin isolated.
 *
 * @param folder of the bundle
 * @param given what the page may fetch besides, by path
 * @param heard called with the path and the body of each message of the page
 */
export async function servePage(
  folder: string,
  given: Readonly<Record<string, Uint8Array | string>>,
  heard: (path: string, body: string) => void,
): Promise<PageServer> {
  const files = new Set(globSync("**/*.*", { cwd: folder }).map((file) => `/${file}`));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    if (request.method === "POST") {
      heard(path, await text(request));
      response.writeHead(204, ISOLATED).end();
    } else if (given[path] !== undefined) {
      response.writeHead(200, ISOLATED).end(given[path]);
    } else if (files.has(path)) {
      response.writeHead(200, { ...ISOLATED, "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" });
      createReadStream(join(folder, path)).pipe(response);
    } else response.writeHead(404, ISOLATED).end();
  }
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
