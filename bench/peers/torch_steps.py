"""
Training steps in PyTorch, as a process that answers one JSON object a line:
{"prepare": network, "threads": 2, "setting": "tuned"} → {"parameters": n}; {"run": seconds} → {"samplesPerSecond": x}.
"""

import torch

from answering import answer
from torch_training import create


def prepare(request):
    """(step, batch, number of parameters): a step is the next batch of a random order without end."""
    torch.manual_seed(1)
    network = request["prepare"]
    training = create(network, request["threads"], request["setting"])
    count, batch = len(training.images), network["batch"]
    order, at = torch.randperm(count), 0

    def step():
        nonlocal order, at
        if at + batch > count:
            order, at = torch.randperm(count), 0
        training.step(order[at : at + batch])
        at += batch

    return step, batch, sum(parameter.numel() for parameter in training.model.parameters())


answer(prepare)
