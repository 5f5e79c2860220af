import type { InputError } from "@assay/kernels";

/** Whether an error is the other packages' InputError; told by its name, as loading the kernels takes time. */
export const isInputError = (error: unknown): error is InputError =>
  error instanceof Error && error.name === "InputError";
