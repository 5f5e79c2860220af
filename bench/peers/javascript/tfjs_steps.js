// Training steps in TensorFlow.js, on the back end that its first argument names: wasm or cpu.
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { serve } from "./server.js";

/** A layer of a spec as a layer of tf.layers, images [height, width, channels] as there. */
function layerOf(layer) {
  const { kernel_size: kernelSize, stride: strides = kernelSize } = layer;
  switch (layer.type) {
    case "flatten":
      return tf.layers.flatten();
    case "relu":
      return tf.layers.reLU();
    case "linear":
      return tf.layers.dense({ units: layer.out_features, useBias: layer.bias });
    case "dropout":
      return tf.layers.dropout({ rate: layer.p });
    case "conv2d":
      return [
        tf.layers.zeroPadding2d({ padding: layer.padding }),
        tf.layers.conv2d({ filters: layer.out_channels, kernelSize, strides, useBias: layer.bias }),
      ];
    case "max_pool2d":
      return tf.layers.maxPooling2d({ poolSize: kernelSize, strides });
    default:
      throw new Error(`not translated: ${layer.type}`);
  }
}

function prepare({ architecture, input, batch, adam }) {
  const layers = architecture.flatMap(layerOf);
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: input }), ...layers] });
  const optimizer = tf.train.adam(adam.lr, ...adam.betas, adam.eps);
  return {
    parameters: model.countParams(),
    step(images, labels) {
      tf.tidy(() => {
        const x = tf.tensor(images, [batch, ...input]);
        const y = tf.oneHot(tf.tensor1d(labels, "int32"), 10);
        const lossOf = () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }));
        optimizer.minimize(lossOf, true).dataSync();
      });
    },
  };
}

const backend = process.argv[2];
await tf.setBackend(backend);
await tf.ready();
await serve({ "TensorFlow.js": tf.version.tfjs }, prepare);
