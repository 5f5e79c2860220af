/** A JSON Schema, as far as this package looks into it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly discriminator?: object;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly default?: unknown;
  /** "path": the path of a file or folder, relative to where it is written. */
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** The alternatives that a value may follow; undefined where there are none, or where a part's `type` tells them apart. */
export const alternativesOf = ({ anyOf, oneOf, discriminator }: JsonSchema): readonly JsonSchema[] | undefined =>
  anyOf ?? (discriminator ? undefined : oneOf);
