import * as batchNorm from "./kernels/batch_norm.ts";
import * as conv2d from "./kernels/conv2d.ts";
import { dropout } from "./kernels/dropout.ts";
import * as elementwise from "./kernels/elementwise.ts";
import { gather } from "./kernels/gather.ts";
import * as gemm from "./kernels/gemm.ts";
import * as losses from "./kernels/losses.ts";
import * as pool2d from "./kernels/pool2d.ts";
import { random_affine } from "./kernels/random_affine.ts";
import * as updates from "./kernels/updates.ts";

/** Every kernel under the name of its WebAssembly export. */
export const kernels = {
  ...gemm,
  ...conv2d,
  ...elementwise,
  ...pool2d,
  ...losses,
  ...batchNorm,
  dropout,
  gather,
  random_affine,
  ...updates,
} as const;

export type KernelName = keyof typeof kernels;
/** Sorted: every thread numbers the kernels alike, whatever order its module loader gives the exports of a file. */
export const kernelNames = (Object.keys(kernels) as KernelName[]).sort();
