import { InputError } from "../errors.ts";
import type { Platform } from "./contract.ts";

/** What a thread tells the one that started it. */
export type FromThread = "started" | "ended";

// Written out, so that bundlers find the files.
const BUILDS = {
  fused: new URL("../../build/fused.wasm", import.meta.url),
  strict: new URL("../../build/strict.wasm", import.meta.url),
};

/**
 * A page that is cross-origin isolated, as shared memory needs it. The engine runs in a dedicated worker of the page: the
 * main thread may not block, and a team does.
 */
export const platform: Platform = {
  readKernels(build) {
    // The engine compiles when it is made, and a dedicated worker may wait for an answer.
    const request = new XMLHttpRequest();
    request.open("GET", BUILDS[build], false);
    request.responseType = "arraybuffer";
    request.send();
    if (request.status !== 200) {
      throw new InputError("kernels/platform", `${BUILDS[build]} cannot be read, got HTTP status ${request.status}`);
    }
    return new Uint8Array(request.response as ArrayBuffer);
  },

  cores: () => navigator.hardwareConcurrency,

  startThread(data) {
    const worker = new Worker(new URL("./browser-worker.ts", import.meta.url), { type: "module" });
    const started = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    worker.addEventListener("message", ({ data }: MessageEvent<FromThread>) => {
      (data === "started" ? started : ended).resolve();
    });
    worker.addEventListener("error", ({ message }) => {
      started.reject(new Error(`[kernels/platform] a thread could not start: ${message}`));
      ended.resolve();
    });
    worker.postMessage(data);
    return {
      started: started.promise,
      ended: () => ended.promise,
      terminate() {
        worker.terminate();
        ended.resolve();
      },
    };
  },

  addressSpace: () => undefined,
  openFiles: () => undefined,

  revectorize() {
    throw new InputError("kernels/revectorize", "a page cannot set flags of the engine", [], "leave it out");
  },
};
