// The main thread of a page may not wait for other threads: everything runs in a worker.
const worker = new Worker(new URL("./page-worker.ts", import.meta.url), { type: "module" });
worker.addEventListener("error", ({ message }) => {
  fetch("/failed", { method: "POST", body: message || "the worker could not start" });
});
