type Values = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** A typed array that grows at its end. */
export interface Growing<T> {
  push(value: number): void;
  /** What was pushed so far: a view. */
  values(): T;
}

/** @param create makes an array of some length: (length) => new Float32Array(length) */
export function growing<T extends Values>(create: (length: number) => T): Growing<T> {
  let values = create(1024);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const wider = create(2 * length);
        wider.set(values);
        values = wider;
      }
      values[length++] = value;
    },
    values: () => values.subarray(0, length) as T,
  };
}
