import { InputError } from "./errors.ts";
import type { Views } from "./kernel.ts";
import { SLACK } from "./plan.ts";
import { noMoreMemory } from "./process-limits.ts";
import type { Storage, Tensor } from "./tensor.ts";

const PAGE = 65536;
const MAX_PAGES = 65536;

/** What an arena can hold; the last page stays free, so that no address overflows. */
export const MAX_ARENA_BYTES = (MAX_PAGES - 1) * PAGE;

/** One shared WebAssembly memory, handed out from the bottom up; nothing is ever given back. */
export interface Arena {
  readonly memory: WebAssembly.Memory;
  /** Bytes handed out so far. */
  readonly used: number;
  /** Views over the whole memory as it is now; read them again after an allocation. */
  readonly views: Views;
  /** Reserves zeroed bytes, aligned to cache lines, and returns their address. @throws InputError beyond 4 GiB, LimitError where there is no memory */
  allocate(bytes: number): number;
  /** Gives a tensor's storage an address of its own in this arena, once; before the programs that use it are made, or named to them as persistent. */
  place(tensor: Tensor): void;
}

function tooLarge(bytes: number): InputError {
  const rule = `the arena holds at most 4 GiB, ${(bytes / 2 ** 30).toFixed(1)} GiB are needed`;
  return new InputError("kernels/arena", rule, [], "reduce the batch size or the model");
}

/** @throws LimitError where the address space has no room for the 4 GiB that the memory may grow to */
function reserve(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES, shared: true });
  } catch {
    throw noMoreMemory(MAX_ARENA_BYTES);
  }
}

/** An empty arena. The first page is left to WebAssembly's static data. */
export function createArena(): Arena {
  const memory = reserve();
  let used = PAGE;
  let views: Views | undefined;
  const placed = new WeakSet<Storage>();

  function allocate(bytes: number): number {
    const address = Math.ceil(used / 64) * 64;
    const end = address + bytes + SLACK;
    if (end > MAX_ARENA_BYTES) throw tooLarge(end);
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      try {
        memory.grow(missing);
      } catch {
        throw noMoreMemory(end);
      }
      views = undefined;
    }
    used = end;
    return address;
  }

  return {
    memory,
    allocate,
    place: ({ storage }) => {
      if (placed.has(storage)) return;
      storage.address = allocate(storage.bytes);
      placed.add(storage);
    },
    get used() {
      return used;
    },
    get views() {
      const { buffer } = memory;
      views ??= {
        f32: new Float32Array(buffer),
        f64: new Float64Array(buffer),
        i32: new Int32Array(buffer),
        u32: new Uint32Array(buffer),
        u8: new Uint8Array(buffer),
      };
      return views;
    },
  };
}
