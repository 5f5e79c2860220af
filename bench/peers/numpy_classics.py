"""The five classics as people write them in NumPy: one training, told as one line of JSON.

    python3 numpy_classics.py NUMBER FOLDER SEED float64|float32 [EPOCHS]     (Debian: python3-numpy, libopenblas0-pthread)

FOLDER holds MNIST as files of bytes: images.u8, labels.u8, test-images.u8, test-labels.u8. float64 is what such a script
computes in when nobody says otherwise.
"""

import json
import sys
import time

import numpy as np

number, folder, seed, precision = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
epochs_asked = int(sys.argv[5]) if len(sys.argv) > 5 else None
dtype = np.dtype(precision)
random = np.random.RandomState(seed)


def read(name, shape):
    return np.fromfile(f"{folder}/{name}.u8", dtype=np.uint8).reshape(shape)


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Net:
    """Two layers with a relu in between, their biases zero at first or not there."""

    def __init__(self, hidden, scales, bias=True):
        self.w1 = (scales[0] * random.randn(784, hidden)).astype(dtype)
        self.w2 = (scales[1] * random.randn(hidden, 10)).astype(dtype)
        self.b1 = np.zeros(hidden, dtype) if bias else None
        self.b2 = np.zeros(10, dtype) if bias else None

    def forward(self, x):
        a = x @ self.w1 if self.b1 is None else x @ self.w1 + self.b1
        z = np.maximum(a, 0)
        return a, z, z @ self.w2 if self.b2 is None else z @ self.w2 + self.b2

    def step(self, x, t, lr, loss, divisor):
        a, z, y = self.forward(x)
        if loss == "cross_entropy":
            dy = softmax(y)
            dy[np.arange(len(t)), t] -= 1
        else:  # squared error on one-hot targets
            dy = 2 * y
            dy[np.arange(len(t)), t] -= 2
        dy /= divisor
        dw2 = z.T @ dy
        dz = dy @ self.w2.T
        dz[a <= 0] = 0
        dw1 = x.T @ dz
        if self.b1 is not None:
            self.b2 -= lr * dy.sum(axis=0)
            self.b1 -= lr * dz.sum(axis=0)
        self.w2 -= lr * dw2
        self.w1 -= lr * dw1

    def accuracy(self, x, t):
        return float((self.forward(x)[2].argmax(axis=1) == t).mean())


x = read("images", (-1, 784))
t = read("labels", (-1,)).astype(np.int64)
x_test = read("test-images", (-1, 784))
t_test = read("test-labels", (-1,)).astype(np.int64)


def unit(images):
    return images.astype(dtype) / dtype.type(255)


def shuffled(size):
    order = random.permutation(len(x))
    return [order[start : start + size] for start in range(0, len(x), size)]


def drawn(size, count):
    for _ in range(count):
        yield random.choice(len(x), size)


if number == 1:
    x, x_test = unit(x), unit(x_test)
    net = Net(256, (1 / np.sqrt(784), 1 / np.sqrt(256)))
    lr, loss, epochs, batches = 0.01, "cross_entropy", 10, lambda: drawn(128, len(x) // 128)
    divisor = lambda batch: 1
elif number == 2:
    x, x_test = unit(x), unit(x_test)
    net = Net(50, (0.01, 0.01))
    # 10,000 iterations, told in epochs of 118.
    lr, loss, epochs, batches = 0.05, "cross_entropy", 85, lambda: drawn(512, 118)
    divisor = len
elif number == 3:
    x, x_test = unit(x), unit(x_test)
    net = Net(100, (np.sqrt(2 / 784), np.sqrt(2 / 100)))
    lr, loss, epochs, batches, divisor = 0.01, "mse", 10, lambda: shuffled(32), len
elif number == 4:
    x, x_test = 2 * unit(x) - 1, 2 * unit(x_test) - 1
    net = Net(128, (0.01, 0.01))
    lr, loss, epochs, batches, divisor = 0.1, "cross_entropy", 20, lambda: shuffled(64), len
else:
    order = random.permutation(len(x))[:50000]
    x, t = x[order], t[order]
    mean, deviation = x.mean(dtype=np.float64), x.std(dtype=np.float64)
    x = ((x - mean) / deviation).astype(dtype)
    x_test = ((x_test - mean) / deviation).astype(dtype)
    net = Net(128, (0.1, 0.1), bias=False)
    lr, loss, epochs, batches, divisor = 0.1, "cross_entropy", 1000, lambda: [slice(None)], len

steps = 0
most = 10000 if number == 2 else None
start = time.perf_counter()
for _ in range(epochs_asked or epochs):
    for batch in batches():
        if steps == most:
            break
        labels = t[batch]
        net.step(x[batch], labels, lr, loss, divisor(labels))
        steps += 1
seconds = time.perf_counter() - start
print(json.dumps({"accuracy": net.accuracy(x_test, t_test), "seconds": seconds, "steps": steps, "numpy": np.__version__}))
