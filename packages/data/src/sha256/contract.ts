/** A SHA-256 that is being made. */
export interface Sha256 {
  /** Takes the bytes of a piece, of a text its UTF-8. */
  update(piece: Uint8Array | string): void;
  /** The digest of all pieces, in hex; nothing can follow. */
  hex(): string;
}
