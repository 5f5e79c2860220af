import { instantiate, type WorkerData } from "../instance.ts";
import type { FromThread } from "./browser.ts";

const say = (message: FromThread): void => postMessage(message);

// A member of the team: joins the arena and runs programs until the team stops.
addEventListener("message", ({ data }: MessageEvent<WorkerData>) => {
  const { module, memory, control, thread, wide } = data;
  const instance = instantiate(module, memory, wide);
  say("started");
  instance.work(control, thread);
  say("ended");
  close();
});
