import { type ScalarTag, stringify, type Tags } from "yaml";

/** Words that some version or reader of YAML takes for a truth value, nothing, or (e5) an exponent. */
const TAKEN = /^(y|n|yes|no|on|off|true|false|null|e-?\d+)$/i;
/** Texts that are safe without quotes: they begin like a word or an absolute path, and hold no sign of YAML's. */
const PLAIN = /^[A-Za-z/][A-Za-z0-9_./-]*$/;
/** What JSON leaves as it is, but a YAML reader takes for a line end or refuses. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const textOf = (text: string): string =>
  PLAIN.test(text) && !TAKEN.test(text) ? text : JSON.stringify(text).replace(UNPRINTABLE, escaped);

/** YAML 1.1 knows a number with an exponent by its dot and the sign of the exponent: 1.0e-8, 1.5e+20. */
function numberOf(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  // Digits alone would make it an integer, which is read only as far as it is exact.
  const text = Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
  return text.replace(/^(-?\d+)(\.\d+)?e([+-])/, (_, whole, rest = ".0", sign) => `${whole}${rest}e${sign}`);
}

const scalar = (name: string, identify: (value: unknown) => boolean, write: (value: never) => string): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true,
  identify,
  resolve: (text) => text,
  stringify: ({ value }) => write(value as never),
});

const TAGS: Tags = [
  scalar("str", (value) => typeof value === "string", textOf),
  scalar("float", (value) => typeof value === "number", numberOf),
];

/** Plain data as YAML that reads the same under YAML 1.1, which most tools speak, and 1.2, which Assay does. */
export const writeYaml = (data: unknown): string =>
  stringify(data, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    customTags: (tags) => [
      ...TAGS,
      ...tags.filter(
        (tag) => typeof tag === "string" || tag.collection || tag.tag.endsWith(":bool") || tag.tag.endsWith(":null"),
      ),
    ],
  });
