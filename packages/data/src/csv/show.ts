/** Characters that an error shows of a cell or a name. */
const SHOWN = 40;

/** What must not reach a terminal as it is: control characters, and marks that change the direction of a line. */
const UNSAFE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** A text on one line: control characters escaped, cut where it is long. */
export function escaped(text: string, longest = SHOWN): string {
  const characters = [...text.slice(0, 2 * longest)];
  const isLong = characters.length > longest || text.length > 2 * longest;
  const cut = isLong ? `${characters.slice(0, longest - 1).join("")}…` : text;
  return cut.replace(UNSAFE, (character) => {
    const short = JSON.stringify(character).slice(1, -1);
    return short.startsWith("\\") ? short : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A text as an error quotes it. */
export const shown = (text: string): string => `"${escaped(text)}"`;

/** The names of a list, as many as can be read at a glance. */
export function listed(names: readonly string[], most = 20): string {
  const rest = names.length - most;
  return (
    names
      .slice(0, most)
      .map((name) => escaped(name))
      .join(", ") + (rest > 0 ? ` and ${rest} more` : "")
  );
}
