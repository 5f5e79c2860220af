/**
 * The part of Python's pickle, protocol 2, that a state dict needs (https://docs.python.org/3/library/pickletools.html):
 * numbers, texts, tuples, names of functions, calls. What it says is all that PyTorch's loader with `weights_only` lets pass.
 */
export interface Pickle {
  int(value: number): void;
  text(value: string): void;
  bool(value: boolean): void;
  /** A function or a class by its module and name. */
  global(module: string, name: string): void;
  /** What `items` writes, as one tuple. */
  tuple(items: () => void): void;
  /** Calls the function below with the tuple on top. */
  call(): void;
  /** Replaces the tuple on top by what the file's reader finds under it. */
  persistent(): void;
  /** Puts the keys and values that `items` writes, one after the other, into the dictionary below. */
  fill(items: () => void): void;
  finish(): Uint8Array;
}

const OP = {
  ...{ PROTO: 0x80, STOP: 0x2e, MARK: 0x28, TUPLE: 0x74, GLOBAL: 0x63, REDUCE: 0x52, BINPERSID: 0x51 },
  ...{ SETITEMS: 0x75, BININT: 0x4a, LONG1: 0x8a, BINUNICODE: 0x58, NEWTRUE: 0x88, NEWFALSE: 0x89 },
} as const;

const INT32 = 2 ** 31;

export function createPickle(): Pickle {
  const bytes: number[] = [OP.PROTO, 2];
  const op = (...codes: number[]): void => void bytes.push(...codes);
  const le = (value: number, width: number): number[] =>
    Array.from({ length: width }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff);
  return {
    int: (value) => (value < INT32 ? op(OP.BININT, ...le(value, 4)) : op(OP.LONG1, 8, ...le(value, 8))),
    text(value) {
      const utf8 = new TextEncoder().encode(value);
      op(OP.BINUNICODE, ...le(utf8.length, 4), ...utf8);
    },
    bool: (value) => op(value ? OP.NEWTRUE : OP.NEWFALSE),
    global: (module, name) => op(OP.GLOBAL, ...new TextEncoder().encode(`${module}\n${name}\n`)),
    tuple(items) {
      op(OP.MARK);
      items();
      op(OP.TUPLE);
    },
    call: () => op(OP.REDUCE),
    persistent: () => op(OP.BINPERSID),
    fill(items) {
      op(OP.MARK);
      items();
      op(OP.SETITEMS);
    },
    finish: () => Uint8Array.from([...bytes, OP.STOP]),
  };
}
