/** What one training gave. */
export interface Row {
  readonly spec: string;
  /** "Node v24.21.0 x64", "Firefox 153.8.0" */
  readonly where: string;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  /** SHA-256 of the final weights. */
  readonly hash: string;
  /** What must be equal too, and is not shown. */
  readonly rest?: string;
}

/** A training that could not be run, and why: it counts as not equal. */
export interface LeftOut {
  readonly where: string;
  readonly missing: string;
}

/** Prints rows as they come; whether a spec gave one hash in each numerics, and nothing was left out. */
export async function print(rows: AsyncIterable<Row | LeftOut>): Promise<boolean> {
  const hashes = new Map<string, string>();
  let equal = true;
  for await (const row of rows) {
    if ("missing" in row) {
      console.log(`${row.where}: left out, ${row.missing}`);
      equal = false;
      continue;
    }
    const { spec, where, threads, numerics, hash, rest } = row;
    console.log(`${spec.padEnd(36)} ${where.padEnd(30)} ${threads} threads  ${numerics.padEnd(6)}  ${hash}`);
    const key = `${spec} ${numerics}`;
    const all = `${hash} ${rest}`;
    if (!hashes.has(key)) hashes.set(key, all);
    else if (hashes.get(key) !== all) equal = false;
  }
  return equal;
}
