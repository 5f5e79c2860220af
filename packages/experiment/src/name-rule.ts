/** Devices of Windows, in whose folders no file can have these names, whatever their case and their ending. */
const DEVICES = ["con", "prn", "aux", "nul", "com[1-9]", "lpt[1-9]"];

/** The same for patterns of JSON Schema, which know no flags: "[cC][oO][nN]". */
const inAnyCase = (pattern: string): string =>
  pattern.replace(/\[[^\]]*\]|[a-z]/g, (found) => (found.length > 1 ? found : `[${found}${found.toUpperCase()}]`));

/**
 * What an experiment may be called, as a pattern of JSON Schema: a folder's name on every system, one without anything that
 * a path, a shell or a spreadsheet would take for more than a name.
 */
export const NAME_PATTERN = `^(?!.*\\.\\.)(?!(${DEVICES.map(inAnyCase).join("|")})(\\.|$))[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9_-])?$`;

/** The same in words. */
export const NAME_RULE =
  'letters, digits, ".", "_" and "-" (at most 80, the first a letter or digit, the last no ".", no "..", no name that Windows keeps, such as "con" or "nul.1")';

const RESERVED = new RegExp(`^(conin\\$|conout\\$|${DEVICES.join("|")}|(com|lpt)[¹²³])(\\.|$)`, "i");

/** Why no folder of this name can be had on every system; undefined where it can. */
export function folderNameFault(name: string): string | undefined {
  if (RESERVED.test(name)) return "is a name that Windows keeps for a device";
  return /[. ]$/.test(name) ? "ends in a dot or a blank, which Windows drops" : undefined;
}
