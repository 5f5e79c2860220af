/** A text in which the URL of a queue server shows neither user nor password: it may stand where a file was meant. */
export const withoutPasswords = (text: string): string => text.replace(/(rediss?:\/\/)[^\s"']*@/gi, "$1…@");
