"""
Training steps in PyTorch, as a process that answers one JSON object a line:
{"prepare": network, "threads": 2, "tuned": false} → {"parameters": n}; {"run": seconds} → {"samplesPerSecond": x}.
"""

import ctypes
import json
import re
import sys
import time

import numpy
import torch
from torch import nn

from torch_nets import build


def load(network):
    """Images [count, channels, height, width] as u8, labels as i64."""
    height, width, channels = network["input"]
    images = torch.from_numpy(numpy.fromfile(network["images"], dtype=numpy.uint8))
    labels = torch.from_numpy(numpy.fromfile(network["labels"], dtype=numpy.uint8)).long()
    return images.view(-1, height, width, channels).permute(0, 3, 1, 2).contiguous(), labels


def prepare(network, threads, tuned):
    """
    (step, number of parameters): a step is gather, normalize, forward, loss, backward, Adam. `tuned`: convolutions in
    channels_last, Adam over all parameters at a time (foreach).
    """
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    images, labels = load(network)
    model, _ = build(network["architecture"], images.shape[1:])
    layout = torch.channels_last if tuned else torch.contiguous_format
    images, model = images.contiguous(memory_format=layout), model.to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), foreach=tuned, **network["adam"])
    criterion = nn.CrossEntropyLoss()
    batch, scale, shift = network["batch"], network["scale"], network["shift"]
    order = torch.randperm(len(images))
    at = 0

    def step():
        nonlocal order, at
        if at + batch > len(order):
            order, at = torch.randperm(len(images)), 0
        chosen = order[at : at + batch]
        at += batch
        x = images[chosen].float().mul_(scale).add_(shift).contiguous(memory_format=layout)
        optimizer.zero_grad(set_to_none=True)
        criterion(model(x), labels[chosen]).backward()
        optimizer.step()

    return step, sum(parameter.numel() for parameter in model.parameters())


def blas():
    """The name and version of the BLAS library that torch has loaded."""
    torch.mm(torch.ones(2, 2), torch.ones(2, 2))
    with open("/proc/self/maps") as maps:
        libraries = {line.split()[-1] for line in maps if re.search(r"/lib\w*(blas|mkl)", line)}
    for library in sorted(libraries):
        try:
            configuration = ctypes.CDLL(library).openblas_get_config
        except AttributeError:
            continue
        configuration.restype = ctypes.c_char_p
        name, version = configuration().decode().split()[:2]
        return f"{name} {version}"
    return "a BLAS without a version"


def run(step, batch, seconds):
    """Samples a second of steps that go on for about `seconds`."""
    count, start = 0, time.perf_counter()
    while True:
        step()
        count += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return count * batch / elapsed


def main():
    step, batch = None, 0
    print(json.dumps({"PyTorch": torch.__version__, "BLAS": blas()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "prepare" in request:
                network = request["prepare"]
                batch = network["batch"]
                step, parameters = prepare(network, request["threads"], request["tuned"])
                reply = {"parameters": parameters}
            else:
                reply = {"samplesPerSecond": run(step, batch, request["run"])}
        except Exception as error:  # the other side decides what an error means
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
