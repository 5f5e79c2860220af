import type { Operation, OperationFields, OperationKind } from "./operations.ts";
import { createTensor, type DataType, type Tensor } from "./tensor.ts";

/** Where layers, losses, augmentations and optimizers write down what is to be computed, in order. */
export interface Emitter {
  /** Samples in the batch this program is for. */
  readonly batch: number;
  /** False in an evaluation program: no gradients, dropout off, running statistics used. */
  readonly training: boolean;
  /** An activation [batch, …shape]; it has an address for as long as it is in use, or lies in the threads' workspaces. */
  tensor(label: string, shape: readonly number[], dtype?: DataType): Tensor;
  /** A temporary that belongs to the batch as a whole. */
  workspace(label: string, shape: readonly number[], dtype?: DataType): Tensor;
  /** The same emitter whose labels begin with `path`, ended by a colon: which layer a tensor belongs to. */
  within(path: string): Emitter;
  /** Appends one operation. */
  emit<K extends OperationKind>(kind: K, fields: OperationFields<K>): void;
  /** What has been emitted so far. */
  readonly operations: readonly Operation[];
}

/** An empty emitter for one (batch size, mode). */
export const createEmitter = (batch: number, training: boolean): Emitter => emitterFor(batch, training, [], "");

function emitterFor(batch: number, training: boolean, operations: Operation[], prefix: string): Emitter {
  return {
    batch,
    training,
    operations,
    tensor: (label, shape, dtype = "f32") => createTensor(prefix + label, [batch, ...shape], dtype, true),
    workspace: (label, shape, dtype = "f32") => createTensor(prefix + label, shape, dtype),
    within: (path) => emitterFor(batch, training, operations, `${path} `),
    emit: (kind, fields) => {
      operations.push({ kind, fields } as Operation);
    },
  };
}
