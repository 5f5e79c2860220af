import { type Arguments, type Encoded, type FieldRole, type Fields, type KernelDefinition, usesOf } from "./kernel.ts";
import { type KernelName, kernels } from "./registry.ts";
import { addressOf, BYTES, sizeOf, type Tensor } from "./tensor.ts";

/** The arguments of the kernel called `K`. */
export type ArgumentsOf<K extends KernelName> = Arguments<(typeof kernels)[K]["fields"]>;

/** One kernel call: plain data. */
export interface Call {
  readonly kernel: KernelName;
  readonly args: Readonly<Record<string, Tensor | number | undefined>>;
  /** Whether it waits for the first that reads what it writes, instead of running as soon as it can. */
  readonly late?: boolean;
}

/** How a call touches a tensor. */
export interface Access {
  readonly field: string;
  readonly tensor: Tensor;
  readonly writes: boolean;
}

export const definitionOf = (call: Call): KernelDefinition<Fields> =>
  kernels[call.kernel] as unknown as KernelDefinition<Fields>;

const isNumber = (role: FieldRole): boolean => role === "i32" || role === "f32";

/** The tensors of a call with the way they are used. */
export function accessesOf(call: Call): Access[] {
  const accesses: Access[] = [];
  for (const [field, role] of Object.entries(definitionOf(call).fields)) {
    const tensor = call.args[field];
    const uses = usesOf(role);
    if (uses && tensor !== undefined) accesses.push({ field, tensor: tensor as Tensor, writes: uses.writes });
  }
  return accesses;
}

/** Floating-point operations that the kernel accounts for; 0 where their number says nothing. */
export const flopsOf = (call: Call, batch: number): number =>
  definitionOf(call).flops?.(encodeArguments(call, batch, unplaced)) ?? 0;

/** Bytes of the tensors that a call reads and writes, each once, and twice where it does both: the least it has to move. */
export function bytesOf(call: Call, batch: number): number {
  const { fields, touched } = definitionOf(call);
  const args = encodeArguments(call, batch, unplaced);
  let bytes = 0;
  for (const [field, role] of Object.entries(fields)) {
    const tensor = call.args[field];
    if (isNumber(role) || tensor === undefined) continue;
    const { shape, dtype } = tensor as Tensor;
    const whole = sizeOf(shape) * BYTES[dtype] * (role.startsWith("update") ? 2 : 1);
    const part = touched?.[field]?.(args);
    bytes += part === undefined ? whole : Math.min(whole, part);
  }
  return bytes;
}

/** For `encodeArguments` where no address is asked about: every tensor that is there counts as 1. */
export const unplaced = (): number => 1;

/** The call's fields as numbers: addresses of tensors (0 where absent), from `at`, and values. */
export function encodeArguments(
  call: Call,
  batch: number,
  at: (tensor: Tensor) => number = addressOf,
): Encoded<Fields> {
  const encoded: Record<string, number> = { batch };
  for (const [field, role] of Object.entries(definitionOf(call).fields)) {
    const value = call.args[field];
    if (isNumber(role)) {
      if (typeof value !== "number")
        throw new Error(`[kernels/${call.kernel}] field "${field}" must be a number, got ${value}`);
      encoded[field] = value;
    } else {
      if (value === undefined && !role.endsWith("?"))
        throw new Error(`[kernels/${call.kernel}] tensor "${field}" is missing`);
      encoded[field] = value === undefined ? 0 : at(value as Tensor);
    }
  }
  return encoded as Encoded<Fields>;
}
