import { edit, GOOD, type Mutation, semicolons } from "./csv-mutations.ts";

const byPart = { test: { column: "part" } };

/** What may be wrong with the values. */
export const valueMutations: readonly Mutation[] = [
  {
    what: "a word among numbers",
    content: edit("28,", "abc,"),
    error: 'line 4, column "age": must be a number, got "abc"',
    hint: 'name "age" in categorical',
  },
  {
    what: "a decimal comma",
    content: edit("1.5", '"1,5"'),
    error: 'line 3, column "dose": must be a number, got "1,5"',
    hint: "write 1.5",
  },
  {
    what: "a decimal comma in the first row",
    content: edit("0.5", '"0,5"'),
    error: 'line 2, column "dose": must be a number, got "0,5"',
    hint: "write 0.5",
  },
  {
    what: "a decimal comma between semicolons",
    content: "a;class\n1,25;x\n2,5;y\n",
    options: semicolons,
    error: 'line 2, column "a": must be a number, got "1,25"',
    hint: "write 1.25",
  },
  {
    what: "German thousands",
    content: edit("1.5", '"1.234,5"'),
    error: 'line 3, column "dose": must be a number, got "1.234,5"',
    hint: "write 1234.5",
  },
  {
    what: "English thousands",
    content: edit("1.5", '"1,234.5"'),
    error: 'line 3, column "dose": must be a number, got "1,234.5"',
    hint: "write 1234.5",
  },
  {
    what: "a comma that may be either",
    content: edit("1.5", '"1,234"'),
    error: 'line 3, column "dose": must be a number',
    hint: "write 1.234, or 1234 ",
  },
  {
    what: "a hexadecimal number",
    content: edit("28,", "0x1F,"),
    error: 'line 4, column "age": must be a number, got "0x1F"',
  },
  {
    what: "an underscore in a number",
    content: edit("28,", "2_8,"),
    error: 'line 4, column "age": must be a number, got "2_8"',
  },
  { what: "a unit", content: edit("28,", "28 kg,"), error: 'line 4, column "age": must be a number, got "28 kg"' },
  { what: "two points", content: edit("2.25", "2.2.5"), error: 'line 4, column "dose": must be a number, got "2.2.5"' },
  {
    what: "an exponent without digits",
    content: edit("4e-1", "4e-"),
    error: 'line 6, column "dose": must be a number, got "4e-"',
  },
  {
    what: "Infinity",
    content: edit("28,", "Infinity,"),
    error: 'line 4, column "age": must be a finite number, got "Infinity"',
  },
  {
    what: "-inf in the first row",
    content: edit("31,", "-inf,"),
    error: 'line 2, column "age": must be a finite number, got "-inf"',
  },
  {
    what: "a number beyond f32",
    content: edit("28,", "3.5e38,"),
    error: 'line 4, column "age": must be at most 3.4e38, the range of 32 bits, got "3.5e38"',
  },
  {
    what: "a number beyond f64",
    content: edit("28,", "-1e999,"),
    error: 'line 4, column "age": must be at most 3.4e38',
  },
  {
    what: "a long cell",
    content: edit("28,", `${"x".repeat(500)},`),
    error: `line 4, column "age": must be a number, got "${"x".repeat(39)}…"`,
  },
  {
    what: "a long cell of characters beyond 16 bits",
    content: edit("28,", `${"😀".repeat(500)},`),
    error: `line 4, column "age": must be a number, got "${"😀".repeat(39)}…"`,
  },
  {
    what: "control characters",
    content: edit("28,", "\x1b[31m\u202e,"),
    error: 'line 4, column "age": must be a number, got "\\u001b[31m\\u202e"',
  },
  {
    what: "a number after a quoted line end",
    content: edit("dark, red", "dark\nred").replace("33,", "x,"),
    error: 'line 8, column "age": must be a number, got "x"',
  },
  {
    what: "a missing number",
    content: edit("28,", ","),
    error: 'line 4, column "age": the value is missing',
    hint: "missing: drop",
  },
  {
    what: "a missing category",
    content: edit("55,red", "55,NA"),
    error: 'line 5, column "colour": the value is missing',
  },
  {
    what: "a missing class",
    content: edit("2.25,yes", "2.25,"),
    error: 'line 4, column "class": the value is missing',
  },
  {
    what: "a class alone",
    content: GOOD.replaceAll(",no", ",yes"),
    error: 'column "class": must hold two classes or more, got "yes" in every row',
  },
  {
    what: "words for values",
    options: { kind: "values" },
    error: 'line 2, column "class": must be a number, got "yes"',
    hint: "set kind: class",
  },
  {
    what: "a word among values",
    content: edit("2.25", "n/a"),
    options: { kind: "values", target: "dose" },
    error: 'line 4, column "dose": must be a number, got "n/a"',
  },
  {
    what: "no value in any row",
    content: "a,b,class\n,1,x\nNA,2,y\n",
    options: { missing: "mean" },
    error: 'column "a": holds no value at all',
  },
  {
    what: "something missing in every row",
    content: "a,class\n,x\nNA,y\n",
    options: { missing: "drop" },
    error: "has no rows",
    hint: "a value in every column",
  },
];

/** What may be wrong with the test split. */
export const testMutations: readonly Mutation[] = [
  {
    what: "a word that marks nothing",
    content: edit("red,test", "red,valid"),
    options: byPart,
    error: 'line 5, column "part": must be "test" or "train" (true or false, 1 or 0), got "valid"',
  },
  {
    what: "a mark that is missing",
    content: edit("red,test", "red,"),
    options: byPart,
    error: 'line 5, column "part": must be "test" or "train"',
  },
  {
    what: "no row marked as test",
    content: GOOD.replaceAll("test", "train"),
    options: byPart,
    error: 'column "part": no row is marked as test',
  },
  {
    what: "no row marked as train",
    content: GOOD.replaceAll("train", "test"),
    options: byPart,
    error: 'column "part": no row is marked as train',
  },
  {
    what: "a class in marked test rows alone",
    content: edit("-3,no", "-3,maybe"),
    options: byPart,
    error: 'line 5, column "class": the class "maybe" occurs in the test split alone',
  },
  {
    what: "a word in the first row of numbers",
    content: edit("31,red", "unknown,red"),
    error: 'line 2, column "age": must be a number as most values of the column are, got "unknown"',
  },
  {
    what: "a class in drawn test rows alone",
    content: edit("7,no", "7,maybe"),
    options: { test: 0.5 },
    error: 'line 7, column "class": the class "maybe" occurs in the test split alone',
  },
];

/** The same for the test file of two, the training file being good. */
export const testFileMutations: readonly Mutation[] = [
  {
    what: "a new category",
    content: edit("55,red", "55,green"),
    error: 'line 5, column "colour": the category "green" is not in the training data',
    hint: "known: blue, dark, red, red",
  },
  {
    what: "a new class",
    content: edit("-3,no", "-3,maybe"),
    error: 'line 5, column "class": the class "maybe" is not in the training data',
    hint: "known: no, yes",
  },
  {
    what: "a column less",
    content: GOOD.replace("dose", "doses"),
    error: 'line 1: there is no column "dose"',
    hint: 'did you mean "doses"?',
  },
  {
    what: "a word among numbers",
    content: edit("31,", "abc,"),
    error: 'line 2, column "age": must be a number, got "abc"',
  },
  { what: "a missing number", content: edit("31,", ","), error: 'line 2, column "age": the value is missing' },
  { what: "ragged rows", content: edit("7,no", "7"), error: "line 7: must have 5 cells as line 1 has, got 4" },
  { what: "no rows", content: GOOD.slice(0, GOOD.indexOf("\n") + 1), error: "has no rows" },
  { what: "nothing", content: "", error: "is empty" },
  {
    what: "another count of columns, without names",
    content: GOOD.replaceAll(/^/gm, "1,").slice(0, -2),
    options: { header: false, target: "5", categorical: ["1", "2", "3", "4"] },
    error: "line 1: must have 5 columns as the training file has, got 6",
  },
];
