/** Whether a value read from JSON is what a record must hold. */
export interface Check {
  (value: unknown): boolean;
  /** Of a value that is: without the keys that are not known. Where it is missing, the value is as it was. */
  readonly known?: ((value: never) => unknown) | undefined;
}

/** Characters of a text; names of classes and categories are texts of people. */
const LONGEST = 10_000;

/** Characters of a word of ours: a version, a tensor's name. */
const LONGEST_WORD = 1000;

export const text: Check = (value) => typeof value === "string" && value.length <= LONGEST;
export const word: Check = (value) => typeof value === "string" && value.length <= LONGEST_WORD;
export const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const flag: Check = (value) => typeof value === "boolean";
/** Of a checkpoint, where metrics may be NaN or infinite. */
export const number: Check = (value) => typeof value === "number";
/** JSON has no infinity, but numbers too large to be anything else. */
export const finite: Check = (value) => Number.isFinite(value);
/** Seconds, bytes: nothing below zero. */
export const amount: Check = (value) => Number.isFinite(value) && (value as number) >= 0;

/** A text of one form, which bounds its length. */
export const form =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === "string" && value.length <= LONGEST && pattern.test(value);

export const either =
  (...choices: readonly unknown[]): Check =>
  (value) =>
    choices.includes(value);

export const orNull = (check: Check): Check => unless(null, check);

/** A key that may be missing. */
export const optional = (check: Check): Check => unless(undefined, check);

const unless = (empty: null | undefined, check: Check): Check =>
  withKnown(
    (value) => value === empty || check(value),
    check.known && ((value: never) => (value === empty ? value : check.known?.(value))),
  );

/** @param length of the list; any where it is left out */
export const list = (check: Check, length?: number): Check =>
  withKnown(
    (value) =>
      Array.isArray(value) && (length === undefined || value.length === length) && value.every((item) => check(item)),
    check.known && ((value: readonly never[]) => value.map((item) => check.known?.(item))),
  );

/** The keys that a reader relies on; others are let through, and are not known. */
export const object = (fields: Readonly<Record<string, Check>>): Check =>
  withKnown(
    (value) =>
      isObject(value) &&
      Object.entries(fields).every(([key, check]) => check(Object.hasOwn(value, key) ? value[key] : undefined)),
    (value: Readonly<Record<string, never>>) =>
      Object.fromEntries(
        Object.entries(value).flatMap(([key, item]) => {
          const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
          return check ? [[key, check.known ? check.known(item) : item]] : [];
        }),
      ),
  );

/** A list, or an object, of so many items or keys at most. */
export const atMost = (most: number, check: Check): Check =>
  withKnown((value) => check(value) && Object.keys(value as object).length <= most, check.known);

/** A text of any length, of which so many characters are known. */
export const cut = (most: number): Check =>
  withKnown(
    (value) => typeof value === "string",
    (value: string) => (value.length > most ? `${value.slice(0, most)}…` : value),
  );

/** An object whose keys are names that a program gives, such as metrics: how they are formed, what each must hold. */
export const named = (name: RegExp, check: (key: string) => Check, required: readonly string[]): Check =>
  withKnown(
    (value) =>
      isObject(value) &&
      required.every((key) => Object.hasOwn(value, key)) &&
      Object.entries(value).every(([key, item]) => !name.test(key) || check(key)(item)),
    (value: object) => Object.fromEntries(Object.entries(value).filter(([key]) => name.test(key))),
  );

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const withKnown = (check: (value: unknown) => boolean, known: Check["known"]): Check => Object.assign(check, { known });
