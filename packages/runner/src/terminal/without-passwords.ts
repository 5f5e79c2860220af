/** A URL that ends where it is seen to: with a host, a port, a number. */
const PLAIN = /(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?(?:\/\d*)?(?=[\s"',;)]|$)/i;

/**
 * A text in which the URL of a queue server shows neither user nor password: it may stand where a file was meant. A password may
 * hold anything, and what shows it may have cut it: up to the line's last @ all is hidden, and without one all but a plain address.
 */
export const withoutPasswords = (text: string): string => text.replace(SECRET, "$1…");

const SECRET = new RegExp(`(rediss?://)(?:.*(?=@)|(?!.*@)(?!${PLAIN.source}).*)`, "gim");
