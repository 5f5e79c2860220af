import { type Zippable, zipSync } from "fflate";

/** Of every entry, so that the same content gives the same bytes: the first moment that zip knows. */
const WRITTEN = new Date(1980, 0, 1);
/** Where an entry's bytes begin is a multiple of this, as PyTorch has it: a loader can map them instead of reading. */
const ALIGNMENT = 64;
/** Bytes of an entry's header besides its name and its extra field; of that field's own header. */
const HEADER = 30;
const EXTRA_HEADER = 4;
/** The extra field that PyTorch fills with padding: "FB". */
const PADDING = 0x4246;

/** A zip archive in which nothing is compressed. @param entries names in ASCII and their bytes, in order */
export function storedZip(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  let offset = 0;
  const files: Zippable = {};
  for (const [name, bytes] of entries) {
    const begin = offset + HEADER + name.length + EXTRA_HEADER;
    const padding = (ALIGNMENT - (begin % ALIGNMENT)) % ALIGNMENT;
    offset = begin + padding + bytes.length;
    files[name] = [bytes, { extra: { [PADDING]: new Uint8Array(padding) } }];
  }
  return zipSync(files, { level: 0, mtime: WRITTEN });
}
