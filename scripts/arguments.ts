/**
 * The words that a script was called with. `--help` prints the help and ends; a flag, or a word that the script does not
 * take, is refused with exit 2. Either way nothing else is done.
 * @param help begins with the usage
 * @param takes what a word must look like; none is taken without it
 */
export function wordsOf(help: string, takes?: RegExp): readonly string[] {
  // Package managers pass on the "--" that sets their own flags apart.
  const args = process.argv.slice(2).filter((arg) => arg !== "--");
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    process.exit(0);
  }
  const wrong = args.find((arg) => !takes?.test(arg));
  if (wrong === undefined) return args;
  const what = wrong.startsWith("-") ? "unknown option" : "unexpected argument";
  process.stderr.write(`error: [scripts] ${what} "${wrong}"; see --help\n`);
  process.exit(2);
}
