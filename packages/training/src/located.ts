import { type LoadedSpec, SpecError, type SpecPath } from "@assay/experiment";
import { InputError } from "@assay/kernels";

/** Runs `make`; an InputError becomes a SpecError at its key within `path`, in the file or the flag it came from. */
export function located<T>(loaded: LoadedSpec, path: SpecPath, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new SpecError(error.part, error.rule, loaded.locate([...path, ...error.path]), error.hint);
  }
}
