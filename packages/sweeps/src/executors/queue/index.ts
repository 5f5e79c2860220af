export { type QueueAddress, readAddress } from "./address.ts";
export { openTrialQueue, type TrialQueue, type TrialQueueOptions } from "./coordinator.ts";
export { type DeliveredFile, type DeliveredFiles, type Delivery, MOST_BYTES } from "./delivery.ts";
export { type Payload, PROTOCOL } from "./payload.ts";
export { describe, forget, local, upload, verified } from "./transfer.ts";
export { type QueueWorker, type QueueWorkerOptions, startQueueWorker } from "./worker.ts";
