/** A good file: six rows, on lines 2 to 7. */
export const GOOD = `age,colour,part,dose,class
31,red,train,0.5,yes
42,blue,train,1.5,no
28,"dark, red",train,2.25,yes
55,red,test,-3,no
61,blue,test,4e-1,yes
33,blue,train,7,no
`;

export interface Mutation {
  readonly what: string;
  /** The damaged file; undefined where the options alone are wrong. */
  readonly content?: string | Uint8Array;
  /** Beside or instead of `target: class`. */
  readonly options?: object;
  /** How the error begins, after the part that speaks; a line where there is one. */
  readonly error: string;
  /** What the hint holds. */
  readonly hint?: string;
}

/** The good file with one text replaced. */
export const edit = (from: string, to: string): string => {
  if (!GOOD.includes(from)) throw new Error(`the good file does not hold ${from}`);
  return GOOD.replace(from, to);
};

/** The good file with some bytes put in before a text. */
const bytes = (before: string, ...added: number[]): Uint8Array => {
  const at = GOOD.indexOf(before);
  return Buffer.concat([Buffer.from(GOOD.slice(0, at)), Uint8Array.from(added), Buffer.from(GOOD.slice(at))]);
};

/** Options for a file with semicolons. */
export const semicolons = { separator: ";" };

/** What may be wrong with the text as such. */
export const textMutations: readonly Mutation[] = [
  { what: "an empty file", content: "", error: "is empty" },
  { what: "line ends alone", content: "\n\r\n\n", error: "is empty" },
  { what: "a header alone", content: "age,class\n", error: "has no rows" },
  { what: "a header without a line end", content: "age,class", error: "has no rows" },
  { what: "a byte that is no UTF-8", content: bytes("42,blue", 0xff), error: "line 3: is no valid UTF-8" },
  {
    what: "Latin-1",
    content: Buffer.from(edit("red,test", "rosé,test"), "latin1"),
    error: "line 5: is no valid UTF-8",
  },
  { what: "a sequence cut at the end", content: bytes("~", 0xe2, 0x82), error: "line 7: is no valid UTF-8" },
  { what: "a surrogate in UTF-8", content: bytes("61,", 0xed, 0xa0, 0x80), error: "line 6: is no valid UTF-8" },
  { what: "a NUL byte", content: edit("61,", "6\0 1,"), error: "line 6: holds a NUL byte" },
  { what: "zeros at the end", content: `${GOOD}\0\0\0\0`, error: "line 8: holds a NUL byte" },
  {
    what: "two tables put together, of words",
    content: "town,class\nBonn,yes\nKiel,no\ntown,class\nKiel,no\n",
    error: "line 4: repeats the header",
    hint: "the first alone keeps its header",
  },
  {
    what: "two tables put together, each with a byte-order mark",
    content: "\ufefftown,class\nBonn,yes\nKiel,no\n\ufefftown , class\nKiel,no\n",
    error: "line 4: repeats the header",
  },
  {
    what: "a class with a blank that has no width",
    content: edit("7,no", "7,no\u200b"),
    error: 'line 7, column "class": the class "no\\u{200b}" looks like that of line 3, but has other characters',
  },
  {
    what: "a soft hyphen in the first of two classes",
    content: edit("0.5,yes", "0.5,y\u00ades"),
    error: 'line 4, column "class": the class "yes" looks like that of line 2, but has other characters',
  },
  {
    what: "a category with another blank",
    content: edit('"dark, red"', "dark red").replace("55,red", "55,dark\u00a0red"),
    error: 'line 5, column "colour": the category "dark\\u{a0}red" looks like that of line 4',
  },
  {
    what: "a letter composed and decomposed",
    content: edit("31,red", "31,ros\u00e9").replace("55,red", "55,rose\u0301"),
    error: 'line 5, column "colour": the category "rose\\u{301}" looks like that of line 2',
  },
  {
    what: "UTF-16, little endian",
    content: Buffer.from(`\ufeff${GOOD}`, "utf16le"),
    error: "line 1: must be UTF-8, got UTF-16",
  },
  {
    what: "UTF-16, big endian",
    content: Buffer.from(`\ufeff${GOOD}`, "utf16le").swap16(),
    error: "line 1: must be UTF-8, got UTF-16",
  },
  {
    what: "UTF-16 without a mark",
    content: Buffer.from(GOOD, "utf16le"),
    error: "line 1: holds a NUL byte",
    hint: "UTF-8",
  },
  { what: "a zipped table", content: Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 8, 8), error: "line 1: holds a NUL byte" },
  { what: "CR at the ends of lines", content: GOOD.replaceAll("\n", "\r"), error: "line 1: lines end with CR alone" },
  { what: "a cell too few", content: edit("42,blue,", "42,"), error: "line 3: must have 5 cells as line 1 has, got 4" },
  {
    what: "a cell too many",
    content: edit("-3,", "-3,1,"),
    error: "line 5: must have 5 cells as line 1 has, got 6",
    hint: 'a cell that holds "," must be quoted',
  },
  {
    what: "a separator at the end",
    content: edit("2.25,yes", "2.25,yes,"),
    error: "line 4: must have 5 cells as line 1 has, got 6",
  },
  { what: "a last line cut off", content: GOOD.slice(0, -8), error: "line 7: must have 5 cells as line 1 has, got 3" },
  {
    what: "a row cut after a quoted line end",
    content: edit("dark, red", "dark\nred").replace("55,red,", "55,"),
    error: "line 6: must have 5 cells as line 1 has, got 4",
  },
  {
    what: "text after the table",
    content: `${GOOD}total: 6\n`,
    error: "line 8: must have 5 cells as line 1 has, got 1",
  },
  {
    what: "a comment before the header",
    content: `# made by hand\n${GOOD}`,
    error: 'line 1: there is no column "class"',
    hint: "columns: # made by hand",
  },
  { what: "a quote without an end", content: edit('red",', "red,"), error: "line 4: a quote is unterminated" },
  {
    what: "a quote that begins in the last row",
    content: edit("33,", '"33,'),
    error: "line 7: a quote is unterminated",
  },
  {
    what: "text after a closing quote",
    content: edit('"dark, red"', '"dark", red'),
    error: "line 4: must have 5 cells as line 1 has, got 6",
  },
  {
    what: "a quote in a quoted cell",
    content: edit("dark, red", 'dark" red'),
    error: "line 4: a quoted cell goes on after its closing quote",
    hint: 'twice: ""',
  },
];

/** What may be wrong with the header. */
export const headerMutations: readonly Mutation[] = [
  {
    what: "a name twice",
    content: edit("colour,part", "colour,colour"),
    error: 'line 1: the columns 2 and 3 have the same name, "colour"',
  },
  {
    what: "a name twice but for spaces",
    content: edit("part,", " age ,"),
    error: 'line 1: the columns 1 and 3 have the same name, "age"',
  },
  { what: "a name that is empty", content: edit("dose", ""), error: "line 1: column 4 has no name" },
  {
    what: "an index of pandas",
    content: GOOD.replace("age,", ","),
    error: "line 1: column 1 has no name",
    hint: "index=False",
  },
  {
    what: "another separator, semicolons",
    content: GOOD.replaceAll(",", ";"),
    error: 'line 1: there is only one column, "age;colour;part;dose;class"',
    hint: 'set separator: ";"',
  },
  {
    what: "another separator, tabs",
    content: GOOD.replaceAll(",", "\t"),
    error: "line 1: there is only one column",
    hint: 'set separator: "\\t"',
  },
  {
    what: "commas where semicolons should be",
    options: semicolons,
    error: "line 1: there is only one column",
    hint: 'set separator: ","',
  },
  {
    what: "a target that is not there",
    options: { target: "klass" },
    error: 'line 1: there is no column "klass"',
    hint: 'did you mean "class"? columns: age, colour, part, dose, class',
  },
  {
    what: "a feature that is not there",
    options: { features: ["age", "weight"] },
    error: 'line 1: there is no column "weight"',
    hint: "columns: age, colour",
  },
  {
    what: "a category that is not there",
    options: { categorical: ["color"] },
    error: 'line 1: there is no column "color"',
    hint: 'did you mean "colour"?',
  },
  {
    what: "a test column that is not there",
    options: { test: { column: "Part" } },
    error: 'line 1: there is no column "Part"',
    hint: 'did you mean "part"?',
  },
  {
    what: "no header",
    content: "5.1,3.5,0\n4.9,3,1\n",
    error: 'line 1: there is no column "class"',
    hint: "set header: false if line 1 holds data",
  },
  {
    what: "the target alone",
    content: "class\n1\n2\n",
    error: 'line 1: there is no column but "class", so no feature is left',
  },
];
