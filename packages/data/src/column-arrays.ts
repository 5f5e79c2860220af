/** The array that holds a column's values, by its dtype. */
export const COLUMN_ARRAYS = { u8: Uint8Array, f32: Float32Array, i32: Int32Array } as const;
