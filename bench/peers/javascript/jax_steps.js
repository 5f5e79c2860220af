// Training steps in jax-js, compiled with jit, on its WebAssembly back end.
import { readFileSync } from "node:fs";
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  random,
  tree,
  valueAndGrad,
} from "@jax-js/jax";
import { serve } from "./server.js";

/** The layers of a spec as initial parameters and a function of (parameters, x), x [batch, channels, height, width]. */
function build(architecture, [height, width, channels]) {
  const parameters = [];
  const layers = [];
  let shape = [channels, height, width];
  let key = random.key(1);
  const draw = (dims, fan) => {
    const [next, own] = random.split(key, 2);
    key = next;
    return random.uniform(own, dims, { minval: -1 / Math.sqrt(fan), maxval: 1 / Math.sqrt(fan) });
  };
  for (const layer of architecture) {
    const index = parameters.length;
    if (layer.type === "flatten") {
      const size = shape.reduce((product, extent) => product * extent, 1);
      layers.push((_, x) => x.reshape([-1, size]));
      shape = [size];
    } else if (layer.type === "relu") layers.push((_, x) => nn.relu(x));
    else if (layer.type === "linear") {
      const [from, to] = [shape[0], layer.out_features];
      parameters.push(draw([from, to], from), draw([to], from));
      layers.push((p, x) => np.matmul(x, p[index]).add(p[index + 1]));
      shape = [to];
    } else if (layer.type === "conv2d" && typeof layer.padding === "number" && (layer.groups ?? 1) === 1) {
      const { kernel_size: k, stride, padding, out_channels: to } = layer;
      const fan = shape[0] * k * k;
      parameters.push(draw([to, shape[0], k, k], fan));
      if (layer.bias) parameters.push(draw([to], fan));
      const pads = [padding, padding];
      layers.push((p, x) => {
        const y = lax.convGeneralDilated(x, p[index], [stride, stride], [pads, pads]);
        return layer.bias ? y.add(p[index + 1].reshape([1, to, 1, 1])) : y;
      });
      shape = [to, ...shape.slice(1).map((extent) => Math.floor((extent + 2 * padding - k) / stride) + 1)];
    } else if (layer.type === "max_pool2d" && layer.padding === 0) {
      const { kernel_size: k, stride = k } = layer;
      layers.push((_, x) => lax.reduceWindow(x, np.max, [1, 1, k, k], [1, 1, stride, stride]));
      shape = [shape[0], ...shape.slice(1).map((extent) => Math.floor((extent - k) / stride) + 1)];
    } else throw new Error(`not translated: ${layer.type}`);
  }
  return { parameters, forward: (p, x) => layers.reduce((value, layer) => layer(p, value), x) };
}

function prepare(network) {
  const { architecture, input, batch, adam } = network;
  const { parameters, forward } = build(architecture, input);
  const lossOf = (p, x, y) => {
    const images = x.reshape([batch, input[2], input[0], input[1]]);
    return nn
      .logSoftmax(forward(p, images))
      .mul(nn.oneHot(y, 10))
      .sum()
      .mul(-1 / batch);
  };
  const [beta1, beta2] = adam.betas;
  // Adam: p − rate · m / (√v · scale + ε), both corrected for their start at 0 by rate and scale.
  const update = jit((p, m, v, x, y, rate, scale) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(p), x, y);
    const first = m.map((mean, i) => mean.mul(beta1).add(gradients[i].ref.mul(1 - beta1)));
    const second = v.map((mean, i) => mean.mul(beta2).add(gradients[i].ref.mul(gradients[i]).mul(1 - beta2)));
    const next = p.map((value, i) => {
      const root = np.sqrt(second[i].ref).mul(scale.ref).add(adam.eps);
      return value.sub(first[i].ref.mul(rate.ref).div(root));
    });
    tree.dispose([rate, scale]);
    return [loss, next, first, second];
  });
  const zeros = () => parameters.map(({ shape }) => np.zeros(shape));
  const count = parameters.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
  let [p, m, v] = [parameters, zeros(), zeros()];
  let number = 0;
  return {
    parameters: count,
    async step(images, labels) {
      number++;
      const rate = np.array(adam.lr / (1 - beta1 ** number));
      const scale = np.array(1 / Math.sqrt(1 - beta2 ** number));
      let loss;
      [loss, p, m, v] = update(p, m, v, np.array(images), np.array(labels), rate, scale);
      await blockUntilReady(p);
      loss.dispose();
    },
  };
}

await init("wasm");
defaultDevice("wasm");
const manifest = new URL("node_modules/@jax-js/jax/package.json", import.meta.url);
await serve({ "jax-js": JSON.parse(readFileSync(manifest, "utf8")).version }, prepare);
