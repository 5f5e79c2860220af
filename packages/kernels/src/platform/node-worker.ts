import { workerData } from "node:worker_threads";
import { instantiate, type WorkerData } from "../instance.ts";

// A member of the team: joins the arena and runs programs until the team stops.
const { module, memory, control, thread, wide } = workerData as WorkerData;
instantiate(module, memory, wide).work(control, thread);
