import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** A process that measures when it is told to: one JSON object a line goes in, one comes back. In between it sleeps. */
export interface Peer {
  /** What it said when it was ready: the versions of what it runs on. */
  readonly versions: Readonly<Record<string, string>>;
  /** @throws with what the process answered, or wrote to stderr, if it failed */
  ask(request: object): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** How a peer is started. */
export interface PeerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds after which the threads of a peer have gone to sleep: OpenBLAS's spin longest, for some 2²⁶ cycles. */
const SETTLE = 60;

/** Starts a peer and waits until it is ready. @throws with the reason if it cannot start */
export async function openPeer({ command, args, env = {} }: PeerCommand): Promise<Peer> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`ended (${signal ?? code}): ${lastLine(complaint)}`)));
  });
  ended.catch(() => undefined); // whoever waits for an answer is told
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-4000);
  });
  child.stdin.on("error", () => undefined); // a process that has ended is told apart by its exit
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    let line: string | undefined;
    do {
      line = (await Promise.race([lines.next(), ended])).value;
      if (line === undefined) return ended;
    } while (!line.startsWith("{")); // some libraries greet
    const reply = JSON.parse(line);
    if (typeof reply.error === "string") throw new Error(reply.error);
    return reply;
  };
  const versions = await answer();
  return {
    versions,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const reply = await answer();
      await setTimeout(SETTLE);
      return reply;
    },
    close: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.stdin?.end();
  await gone;
}

const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) || "nothing on stderr";
