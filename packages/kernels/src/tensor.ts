/** The element types a tensor can have, and their size in bytes. */
export const BYTES = { f32: 4, f64: 8, i32: 4, u8: 1 } as const;
export type DataType = keyof typeof BYTES;

/**
 * A block of the arena. Its address is unknown (-1) until the arena or a program's plan has placed it, and stays so where each
 * thread holds a part of it in its workspace.
 * `bySample` marks blocks whose parts belong to one sample (or one chunk of samples) each: kernels that run sample by
 * sample may then follow one another on such a block without a barrier.
 */
export interface Storage {
  readonly label: string;
  readonly bytes: number;
  readonly bySample: boolean;
  address: number;
}

/** A shape over a storage, row-major. Activations are [batch, …sample shape]; images are [height, width, channels]. */
export interface Tensor {
  readonly storage: Storage;
  /** Byte offset within the storage. */
  readonly offset: number;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** Number of elements of a shape; 1 for the empty shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** A storage that nothing has placed yet. */
export const createStorage = (label: string, bytes: number, bySample = false): Storage => ({
  label,
  bytes,
  bySample,
  address: -1,
});

/** A tensor with a storage of its own. */
export const createTensor = (
  label: string,
  shape: readonly number[],
  dtype: DataType = "f32",
  bySample = false,
): Tensor => ({ storage: createStorage(label, sizeOf(shape) * BYTES[dtype], bySample), offset: 0, dtype, shape });

/** The same memory under another shape, optionally starting `elements` later. */
export const view = (tensor: Tensor, shape: readonly number[], elements = 0): Tensor => ({
  ...tensor,
  shape,
  offset: tensor.offset + elements * BYTES[tensor.dtype],
});

/** Byte address of a placed tensor. @throws if its storage has no address yet. */
export function addressOf(tensor: Tensor): number {
  if (tensor.storage.address < 0) throw new Error(`[kernels] tensor "${tensor.storage.label}" has no address yet`);
  return tensor.storage.address + tensor.offset;
}
