/** What stands below the help of `verify`. */
export const VERIFY_CODES = `
Exit codes: 0 identical, of what was compared; 3 something differs from what was recorded or is absent,
or this machine does not have the run's numerics; 1 the run's record cannot be read; 2 there is no such
run, it is not finished, or its spec or data cannot be read.`;

/** What stands below the help of all commands. */
export const AFTER = `
Examples:
  pnpm run exp experiments/cnn-adam.yaml            train
  pnpm run exp experiments/cnn-adam.yaml --seed 2   the same with another seed
  pnpm run compare cnn-adam                         mean and spread over seeds
  pnpm run assay run --help                         the options of a command

Exit codes: 0 done; 1 the work failed (diverged, I/O); 2 the input was wrong;
  3 refused; 130 and 143 interrupted. Results go to stdout, progress to stderr.`;
