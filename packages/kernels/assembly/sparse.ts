// Products with a list of (offset, value) instead of a row that is mostly zero.

import { wide } from "./common";
import {
  sparse1x1, sparse1x12, sparse1x16, sparse1x2, sparse1x24, sparse1x4, sparse1x6, sparse1x8, sparse3x1, sparse3x2, sparse3x4,
} from "./generated/micro";

/** c[row][…] += Σ value · b[offset][row][…] over a list, `rows` rows of `vectors` vectors. */
export function accumulate(list: usize, end: usize, b: usize, bRow: usize, c: usize, cRow: usize, rows: i32, vectors: i32): void {
  if (vectors <= 6) {
    for (; rows >= 3; rows -= 3) {
      let o: usize = 0, n = vectors;
      if (n >= 4) { sparse3x4(list, end, b, bRow, c, cRow); o = 64; n -= 4; }
      if (n >= 2) { sparse3x2(list, end, b + o, bRow, c + o, cRow); o += 32; n -= 2; }
      if (n > 0) sparse3x1(list, end, b + o, bRow, c + o, cRow);
      b += 3 * bRow;
      c += 3 * cRow;
    }
  }
  for (; rows > 0; rows--) {
    let o: usize = 0, n = vectors;
    if (wide) {
      for (; n >= 24; n -= 24) { sparse1x24(list, end, b + o, bRow, c + o, cRow); o += 384; }
      if (n >= 16) { sparse1x16(list, end, b + o, bRow, c + o, cRow); o += 256; n -= 16; }
    }
    for (; n >= 12; n -= 12) { sparse1x12(list, end, b + o, bRow, c + o, cRow); o += 192; }
    if (n >= 8) { sparse1x8(list, end, b + o, bRow, c + o, cRow); o += 128; n -= 8; }
    if (n >= 6) { sparse1x6(list, end, b + o, bRow, c + o, cRow); o += 96; n -= 6; }
    if (n >= 4) { sparse1x4(list, end, b + o, bRow, c + o, cRow); o += 64; n -= 4; }
    if (n >= 2) { sparse1x2(list, end, b + o, bRow, c + o, cRow); o += 32; n -= 2; }
    if (n > 0) sparse1x1(list, end, b + o, bRow, c + o, cRow);
    b += bRow;
    c += cRow;
  }
}
