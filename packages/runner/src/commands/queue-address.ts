import { UsageError } from "@assay/runs/errors";
import type { QueueAddress } from "@assay/sweeps/queue";

/** Where the queue of a command is. @throws UsageError where none was given, or it is no address */
export async function queueAddress(given: string | undefined, command: string): Promise<QueueAddress> {
  const { readAddress } = await import("@assay/sweeps/queue");
  if (given !== undefined && given !== "") return readAddress(given);
  throw new UsageError(
    "runner/commands",
    `${command} needs --queue <url>, or ASSAY_QUEUE`,
    "--queue redis://localhost:6379",
  );
}
