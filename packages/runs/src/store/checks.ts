/** Whether a value read from JSON is what a record must hold. */
export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === "string";
export const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const number: Check = (value) => typeof value === "number";

export const either =
  (...choices: readonly unknown[]): Check =>
  (value) =>
    choices.includes(value);

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

/** A key that may be missing. */
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** @param length of the list; any where it is left out */
export const list =
  (check: Check, length?: number): Check =>
  (value) =>
    Array.isArray(value) && (length === undefined || value.length === length) && value.every(check);

/** The keys that a reader relies on; others are let through. */
export const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(fields).every(([key, check]) => check((value as Record<string, unknown>)[key]));
