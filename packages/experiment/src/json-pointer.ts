/** The keys of a JSON pointer (RFC 6901), from the root: "/layers/3/p". What stands before the first slash is left out. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
