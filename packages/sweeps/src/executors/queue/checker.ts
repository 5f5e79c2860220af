import { compileSchema, type JsonSchema } from "@assay/experiment";

/** What is wrong with a value that somebody else has written, in one short line; undefined where nothing is. */
export function checker(schema: JsonSchema): (value: unknown) => string | undefined {
  let validate: ReturnType<typeof compileSchema> | undefined;
  return (value) => {
    validate ??= compileSchema(schema);
    if (validate(value)) return undefined;
    const { instancePath = "", message = "is wrong" } = validate.errors?.[0] ?? {};
    return `${instancePath === "" ? "it" : instancePath.slice(1, 100).replaceAll("/", ".")} ${message}`;
  };
}
