import { deflateSync } from "node:zlib";
import { chunk, flatJpeg, ihdr, rawPng, SIGNATURE } from "./image-files.ts";
import { edit, type Mutation, put } from "./mutations.ts";

const FILE = "train/dog/a.png";

/** A PNG of those chunks in place of a sound one. */
const ofChunks = (...chunks: readonly Buffer[]) => put(FILE, Buffer.concat([SIGNATURE, ...chunks]));
const END = chunk("IEND", Buffer.alloc(0));
const LINES = Array.from({ length: 4 }, () => [0, 1, 2, 3, 4, 5]);
const SIZE = { width: 5, height: 4 };
const header = (change: (content: Buffer) => Buffer) =>
  ofChunks(chunk("IHDR", change(ihdr(SIZE).subarray(8, 21))), chunk("IDAT", deflateSync(Buffer.alloc(24))), END);

/** Ways to spoil one of its images. */
export const pngMutations: readonly Mutation[] = [
  {
    what: "a flipped bit of the image data",
    change: edit(FILE, (bytes) => bytes.fill((bytes.at(50) as number) ^ 4, 50, 51)),
    says: [FILE, "wrong checksum of chunk IDAT at byte 33"],
  },
  {
    what: "a flipped bit of the header",
    change: edit(FILE, (bytes) => bytes.fill(9, 19, 20)),
    says: [FILE, "wrong checksum of chunk IHDR at byte 8"],
  },
  {
    what: "a length past the file",
    change: edit(FILE, (bytes) => bytes.fill(9, 34, 35)),
    says: [FILE, "chunk IDAT ends at byte"],
  },
  {
    what: "no name of a chunk",
    change: edit(FILE, (bytes) => bytes.fill(0, 37, 38)),
    says: [FILE, "no chunk begins at byte 33"],
  },
  { what: "no end", change: edit(FILE, (bytes) => bytes.subarray(0, -12)), says: [FILE, "truncated"] },
  { what: "no image data", change: ofChunks(ihdr(SIZE), END), says: [FILE, "it has no image data"] },
  {
    what: "no header",
    change: ofChunks(chunk("IDAT", deflateSync(Buffer.alloc(24))), END),
    says: [FILE, "IHDR must be its first chunk"],
  },
  {
    what: "two headers",
    change: ofChunks(ihdr(SIZE), ihdr(SIZE), END),
    says: [FILE, "IHDR must be its first chunk and its only one"],
  },
  {
    what: "a short header",
    change: header((content) => content.subarray(0, 9)),
    says: [FILE, "IHDR must have 13 bytes, got 9"],
  },
  { what: "no width", change: header((content) => content.fill(0, 0, 4)), says: [FILE, "its header says 4 × 0"] },
  {
    what: "a width and height past any memory",
    change: header((content) => content.fill(0x7f, 0, 8)),
    says: [FILE, "must have 1 to 67108864 pixels"],
  },
  {
    what: "a colour type that is none",
    change: header((content) => content.fill(5, 9, 10)),
    says: [FILE, "no colour type 5 of 8 bits"],
  },
  {
    what: "a depth that the colour type has not",
    change: header((content) => content.fill(2, 9, 10).fill(4, 8, 9)),
    says: [FILE, "no colour type 2 of 4 bits"],
  },
  {
    what: "an unknown interlace method",
    change: header((content) => content.fill(2, 12, 13)),
    says: [FILE, "interlace method is unknown"],
  },
  {
    what: "a palette that is missing",
    change: put(FILE, rawPng({ ...SIZE, colour: 3 }, LINES)),
    says: [FILE, "the PNG is damaged"],
  },
  {
    what: "a line too few",
    change: put(FILE, rawPng(SIZE, LINES.slice(1))),
    says: [FILE, "it has 18 of 24 bytes of image data"],
  },
  {
    what: "a line too many",
    change: put(FILE, rawPng(SIZE, [...LINES, [0, 1, 2, 3, 4, 5]])),
    says: [FILE, "the PNG is damaged"],
  },
  {
    what: "an unknown filter",
    change: put(FILE, rawPng(SIZE, LINES.with(2, [7, 1, 2, 3, 4, 5]))),
    says: [FILE, "the PNG is damaged"],
  },
  {
    what: "image data that unpacks to far more than the header says",
    change: ofChunks(ihdr(SIZE), chunk("IDAT", deflateSync(Buffer.alloc(50_000_000))), END),
    says: [FILE, "the PNG is damaged"],
  },
  {
    what: "image data that is not packed",
    change: ofChunks(ihdr(SIZE), chunk("IDAT", Buffer.alloc(24)), END),
    says: [FILE, "the PNG is damaged"],
  },
  {
    what: "an unknown critical chunk",
    change: ofChunks(ihdr(SIZE), chunk("ABCD", Buffer.alloc(3)), chunk("IDAT", deflateSync(Buffer.alloc(24))), END),
    says: [FILE],
  },
];

const JPEG = "train/dog/a.jpg";
const jpegOf = (change: (bytes: Buffer) => Uint8Array) => put(JPEG, change(flatJpeg([200, 30, 90], 4, 5)));
/** Where the frame header begins. */
const frame = (bytes: Buffer): number => bytes.indexOf(Buffer.from([0xff, 0xc0]));

export const jpegMutations: readonly Mutation[] = [
  { what: "no end of a JPEG", change: jpegOf((bytes) => bytes.subarray(0, -2)), says: [JPEG, "the JPEG is damaged"] },
  {
    what: "half a JPEG",
    change: jpegOf((bytes) => bytes.subarray(0, bytes.length / 2)),
    says: [JPEG, "the JPEG is damaged"],
  },
  {
    what: "the first bytes of a JPEG",
    change: jpegOf((bytes) => bytes.subarray(0, 20)),
    says: [JPEG, "it has no frame header"],
  },
  {
    what: "a JPEG without height",
    change: jpegOf((bytes) => bytes.fill(0, frame(bytes) + 5, frame(bytes) + 7)),
    says: [JPEG, "its header says 0 × 5"],
  },
  {
    what: "a JPEG past any memory",
    change: jpegOf((bytes) => bytes.fill(0xff, frame(bytes) + 5, frame(bytes) + 9)),
    says: [JPEG, "its header says 65535 × 65535"],
  },
  {
    what: "a JPEG of more pixels than its bytes can hold",
    change: jpegOf((bytes) => bytes.fill(0x1f, frame(bytes) + 5, frame(bytes) + 9)),
    says: [JPEG, "bytes are too few for 7967 × 7967 pixels"],
  },
  {
    what: "a JPEG of 12 bits",
    change: jpegOf((bytes) => bytes.fill(12, frame(bytes) + 4, frame(bytes) + 5)),
    says: [JPEG, "must be a JPEG of 8 bits, got 12"],
  },
  {
    what: "a lossless JPEG",
    change: jpegOf((bytes) => bytes.fill(0xc3, frame(bytes) + 1, frame(bytes) + 2)),
    says: [JPEG, "baseline or progressive"],
  },
  {
    what: "a JPEG without tables",
    change: jpegOf((bytes) =>
      bytes.fill(0xfe, bytes.indexOf(Buffer.from([0xff, 0xc4])) + 1, bytes.indexOf(Buffer.from([0xff, 0xc4])) + 2),
    ),
    says: [JPEG, "the JPEG is damaged"],
  },
];
