import { CST, Lexer, Parser } from "yaml";

/** Nesting of lists and maps beyond which a text is refused. */
export const MAX_DEPTH = 64;
/** Values (maps, lists and scalars, every alias counted in full) beyond which a text is refused. */
export const MAX_VALUES = 10_000;
/** Characters of all keys and texts, every alias counted in full, beyond which they are refused: what a file can hold. */
export const MAX_CHARACTERS = 1 << 18;
/** Characters of one text (a name, a path) beyond which it is refused. */
export const MAX_TEXT = 10_000;
/** Characters that such a text is written with, every one of them as \u0000 and in quotes. */
const LONGEST = 6 * MAX_TEXT + 2;
/** Lexical tokens (spaces and line ends included) beyond which a text is refused: a value on a line of its own takes 8. */
const MAX_TOKENS = 8 * MAX_VALUES + 10_000;

/** Tells where and why a text is refused. */
export type Refuse = (offset: number, rule: string, hint?: string) => Error;

/**
 * The syntax tree of a YAML text, token by token, so that depth and size are refused while the tree is still small:
 * nothing recursive has run by then. Tags and directives, which change what a value means, are refused here too.
 */
export function readTokens(text: string, refuse: Refuse): CST.Token[] {
  const control = text.search(CONTROL);
  if (control >= 0) {
    const code = text.charCodeAt(control).toString(16).padStart(4, "0");
    throw refuse(control, `the control character U+${code.toUpperCase()} is not allowed`);
  }
  const tooMany = excessOf(text, refuse);
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let scalarFollows = false;
  for (const lexeme of new Lexer().lex(text)) {
    const offset = parser.offset;
    const kind: string | null = scalarFollows ? "content" : CST.tokenType(lexeme);
    scalarFollows = kind === "scalar";
    if (kind === "tag") throw refuse(offset, `the tag ${shorten(lexeme)} is not allowed`, "write the plain value");
    if (kind === "directive-line") throw refuse(offset, `the directive ${shorten(lexeme)} is not allowed`);
    if (lexeme.length > LONGEST && (kind === "content" || /^["']/.test(lexeme))) {
      throw refuse(offset, `a text has at most ${MAX_TEXT} characters, this one is written with ${lexeme.length}`);
    }
    // What is wrong at its beginning says more about a text than its size.
    if (tooMany && ++count > BEGINNING) throw tooMany;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (depthOf(parser) > MAX_DEPTH) throw refuse(offset, `lists and maps are nested more than ${MAX_DEPTH} deep`);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Tokens that are looked at of a text that has too many. */
const BEGINNING = 1000;

/** The rule for what MAX_VALUES stands for. */
export const TOO_MANY_VALUES = `there are more than ${MAX_VALUES} values, aliases counted in full`;

/** Why a text has too many tokens or aliases, which are counted before any is kept: what is too much takes no memory. */
function excessOf(text: string, refuse: Refuse): Error | undefined {
  let count = 0;
  let aliases = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > MAX_TOKENS) return refuse(offset, `the text has more than ${MAX_TOKENS} YAML tokens`);
    if (lexeme.startsWith("*") && ++aliases > MAX_VALUES) return refuse(offset, TOO_MANY_VALUES); // each is a value at least
    if (!MARKS.includes(lexeme)) offset += lexeme.length;
  }
  return undefined;
}

/** What the lexer says of the text without being part of it: a document begins, a flow collection ends in error, a scalar follows. */
const MARKS = ["\x02", "\x18", "\x1f"];

/** Everything below a space but tab, line feed and carriage return, and delete: YAML allows none of them unescaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** Collections that are open at this moment. */
function depthOf({ stack }: Parser): number {
  if (stack.length <= MAX_DEPTH) return 0;
  return stack.filter(({ type }) => type === "block-map" || type === "block-seq" || type === "flow-collection").length;
}

const shorten = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
