import type { Case } from "../case.ts";

/** [batch, pixels, channels, groups]; one pixel and one group: layer normalization. */
export const groupNormCases: readonly Case[] = [
  [1, 1, 1, 1],
  [5, 1, 3, 1],
  [33, 1, 37, 1],
  [4, 9, 12, 3],
  [18, 5, 10, 2],
  [3, 7, 24, 3],
  [2, 6, 5, 5],
].map(([batch = 1, rows = 1, channels = 1, groups = 1]) => ({
  title: `group norm forward and backward, batch ${batch}, ${rows} pixels, ${channels} channels in ${groups} groups`,
  batch,
  build: (emitter, input, output) => {
    const size = { rows, channels, groups };
    const shape = [batch, rows, channels];
    // A mean that is large against the deviation.
    const x = input("x", shape, (i) => 3 + ((i * 37) % 101) / 50);
    const dy = input("dy", shape);
    const [weight, bias] = [input("weight", [channels]), input("bias", [channels])];
    const moments = output("moments", [batch, groups, 2]);
    emitter.emit("group_norm", { x, weight, bias, y: output("y", shape), moments, ...size, eps: 1e-5 });
    const gradients = { dweight: output("dweight", [channels]), dbias: output("dbias", [channels]) };
    emitter.emit("group_norm_backward", { dy, x, weight, moments, dx: output("dx", shape), ...gradients, ...size });
    const bare = output("bare moments", [batch, groups, 2]);
    emitter.emit("group_norm", { x, y: output("bare y", shape), moments: bare, ...size, eps: 0.1 });
    emitter.emit("group_norm_backward", { dy, x, moments: bare, dx: output("bare dx", shape), ...size });
    const dweight = output("dweight alone", [channels]);
    emitter.emit("group_norm_backward", { dy, x, weight, moments: bare, dweight, ...size });
  },
}));
