import { basename } from "node:path";
import type { Column, Target } from "../contract.ts";
import { labelColumn } from "../label-column.ts";
import { loneClass } from "../lone-class.ts";
import { byCodeUnit, createDictionary, ranked } from "./dictionary.ts";
import { type CsvFile, type Place, problem } from "./file.ts";
import { growing } from "./growing.ts";
import { isMissing, MARKS_LIST, missingValue } from "./missing.ts";
import { isNumber, noNumber, numberOf } from "./numbers.ts";
import { shown } from "./show.ts";

/** So many numbers with a point may be classes. */
const FEW = 10;

/** What is to be predicted, read row by row. */
export interface Targets {
  /** @param texts a cell of each target */
  add(texts: readonly string[], line: number): void;
  /** @throws InputError for a single class */
  finish(): FinishedTargets;
}

export interface FinishedTargets {
  readonly target: Target;
  readonly column: Column;
  /** Of classes: as a description has it. */
  readonly lone?: string | undefined;
  /** @throws InputError for a class that none of the training rows has, at its first line */
  requireTrained(labels: Column): void;
}

/** @param names of the columns */
export function createValues(file: CsvFile, names: readonly string[]): Targets {
  const numbers = growing((length) => new Float32Array(length));
  const size = names.length;
  return {
    add(texts, line) {
      for (const [i, text] of texts.entries()) {
        const value = numberOf(text);
        if (Number.isNaN(value)) throw noValue(file, { line, column: names[i] as string }, text);
        numbers.push(value);
      }
    },
    finish: () => ({
      target: { kind: "values", size },
      column: { dtype: "f32", shape: [size], values: numbers.values(), names },
      requireTrained: () => {},
    }),
  };
}

function noValue(file: CsvFile, place: Place, text: string) {
  if (isMissing(text)) return missingValue(file, place, ["drop"]);
  return noNumber(file, place, text, `set kind: class if it holds classes; a missing value is ${MARKS_LIST}`);
}

/**
 * Classes: the different labels, in numeric order if all are integers, in the order of code units otherwise.
 * @param known of a test file: the labels of the training file, in order
 */
export function createClasses(file: CsvFile, name: string, known?: readonly string[]): Targets {
  const hint = "set kind: values if the target is a number";
  const dictionary = createDictionary(file, name, "class", hint, known);
  const codes = growing((length) => new Int32Array(length));
  return {
    add([text = ""], line) {
      if (isMissing(text)) throw missingValue(file, { line, column: name }, ["drop"]);
      codes.push(dictionary.code(text, line));
    },
    finish() {
      const texts = dictionary.texts();
      const [only = ""] = texts;
      if (texts.length === 1) {
        throw problem(file, { column: name }, `must hold two classes or more, got ${shown(only)} in every row`);
      }
      if (texts.length > FEW && texts.every(isNumber) && !texts.every(isInteger)) {
        const rule = `must hold classes, got ${texts.length} different numbers such as ${shown(only)}`;
        throw problem(file, { column: name }, rule, "set kind: values to predict numbers", ["target"]);
      }
      const { sorted, ranks } = ranked(texts, texts.every(isInteger) ? byNumber : byCodeUnit);
      const classes = sorted.length;
      const labels = codes.values().map((code) => ranks[code] as number);
      const lone = loneClass(
        codes.values(),
        classes,
        (code) =>
          `only line ${dictionary.line(code)} of ${basename(file.path)} has ${shown(texts[code] as string)}: it may be damaged`,
      );
      return {
        target: { kind: "class", classes, names: sorted },
        lone: known ? undefined : lone,
        column: labelColumn(labels, classes),
        requireTrained({ values }) {
          const trained = new Uint8Array(classes);
          for (const label of values) trained[label] = 1;
          for (const [code, text] of texts.entries()) {
            if (trained[ranks[code] as number]) continue;
            const place = { line: dictionary.line(code), column: name };
            const hint = texts.every(isNumber) ? "set kind: values to predict numbers" : "make test smaller";
            throw problem(file, place, `the class ${shown(text)} occurs in the test split alone`, hint);
          }
        },
      };
    },
  };
}

const isInteger = (text: string): boolean => /^[+-]?\d+$/.test(text);

/** "1", "01" and "+1" are labels of their own: the order of code units tells them apart. */
const byNumber = (a: string, b: string): number => Number(a) - Number(b) || byCodeUnit(a, b);
