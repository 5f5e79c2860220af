import type { InputError, LimitError } from "@assay/kernels";

/** Whether an error is the other packages' InputError; told by its name, as loading the kernels takes time. */
export const isInputError = (error: unknown): error is InputError =>
  error instanceof Error && error.name === "InputError";

/** Whether an error is the kernels' LimitError: memory, address space or threads that could not be had. */
export const isLimitError = (error: unknown): error is LimitError =>
  error instanceof Error && error.name === "LimitError";
