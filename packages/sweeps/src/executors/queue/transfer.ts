import { createHash } from "node:crypto";
import { constants, lstatSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { DeliveredFile, DeliveredFiles } from "./delivery.ts";
import { filesKey, KEPT } from "./names.ts";

/** Bytes of a piece on the server. */
const PIECE = 2 ** 20;

/** What a folder holds, for `Delivery`. */
export async function describe(folder: string, names: readonly string[]): Promise<DeliveredFile[]> {
  const files: DeliveredFile[] = [];
  for (const name of names) {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const piece of open(join(folder, name))) {
      hash.update(piece);
      bytes += piece.length;
    }
    files.push({ name, bytes, sha256: hash.digest("hex") });
  }
  return files;
}

// Both at once: a process that dies in between would leave a piece for ever.
const PUT = `redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
return redis.call("EXPIRE", KEYS[1], ARGV[3])`;

/**
 * Puts files on the server, piece by piece; who fetches them deletes them, and otherwise time does. A server that is full is waited
 * for: coordinators make room.
 * @throws where it was stopped; what was put there is deleted then
 */
export async function upload(
  redis: Redis,
  folder: string,
  { token, files }: DeliveredFiles,
  signal: AbortSignal,
): Promise<void> {
  const takeBack = (): void => void forget(redis, token).catch(() => undefined);
  signal.addEventListener("abort", takeBack); // at once: who stops it may close the connection next
  try {
    for (const { name } of files) {
      let number = 0;
      for await (const piece of open(join(folder, name))) {
        const field = `${number} ${name}`;
        await whenThereIsRoom(() => redis.eval(PUT, 1, filesKey(token), field, piece, KEPT.files), signal);
        number++;
      }
    }
  } catch (error) {
    takeBack();
    throw error;
  } finally {
    signal.removeEventListener("abort", takeBack);
  }
}

async function whenThereIsRoom(work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await work();
      return;
    } catch (error) {
      if (!isFull(error)) throw error;
      await sleep(500, undefined, { signal });
    }
  }
}

/** Whether a server has refused something as it has no memory left. */
export const isFull = (error: unknown): boolean => /\bOOM\b/.test(String(error));

/** Deletes what was put there. */
export const forget = async (redis: Redis, token: string): Promise<void> => void (await redis.unlink(filesKey(token)));

/** The bytes of a file on the server. They end where a piece is missing: `verified` sees that. */
export async function* download(redis: Redis, token: string, name: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number++) {
    const piece = await redis.hgetBuffer(filesKey(token), `${number} ${name}`);
    if (!piece) return;
    yield piece;
  }
}

/** The bytes of a file in a folder that both have; none where it is not there, or is a link. */
export async function* local(folder: string, name: string): AsyncGenerator<Uint8Array> {
  const path = [folder, ...name.split("/").slice(0, -1)];
  const folders = path.map((_, i) => lstatSync(join(...path.slice(0, i + 1)), { throwIfNoEntry: false }));
  if (!folders.every((found) => found?.isDirectory())) return;
  if (!lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile()) return;
  yield* open(join(folder, name));
}

/** The same bytes. @throws where they are not those that were promised: their number and their hash */
export async function* verified(
  { name, bytes, sha256 }: DeliveredFile,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let seen = 0;
  for await (const piece of pieces) {
    seen += piece.length;
    if (seen > bytes) break;
    hash.update(piece);
    yield piece;
  }
  if (seen !== bytes || hash.digest("hex") !== sha256) throw new Error(`${name} did not arrive as it was sent`);
}

async function* open(file: string): AsyncGenerator<Buffer> {
  const handle = await openFile(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE), 0, PIECE);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
