"""One training step of a described network in PyTorch, and its data."""

from types import SimpleNamespace

import numpy
import torch
from torch import nn

from torch_nets import build


def read(path):
    """A file of bytes."""
    return torch.from_numpy(numpy.fromfile(path, dtype=numpy.uint8))


def read_images(path, shape):
    """Images [count, channels, height, width] as u8, from [count, height, width, channels]."""
    height, width, channels = shape
    return read(path).view(-1, height, width, channels).permute(0, 3, 1, 2).contiguous()


def create(network, threads, setting):
    """
    model, images, labels, normalize(images) and step(chosen): gather, normalize, forward, loss, backward, Adam.
    `setting`: default; tuned, images and convolutions in channels_last; foreach, that and Adam over all parameters at a time.
    """
    torch.set_num_threads(threads)
    images, labels = read_images(network["images"], network["input"]), read(network["labels"]).long()
    model, _ = build(network["architecture"], images.shape[1:])
    layout = torch.contiguous_format if setting == "default" else torch.channels_last
    images, model = images.contiguous(memory_format=layout), model.to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), foreach=setting == "foreach", **network["adam"])
    criterion = nn.CrossEntropyLoss()

    def normalize(chosen):
        return chosen.float().mul_(network["scale"]).add_(network["shift"]).contiguous(memory_format=layout)

    def step(chosen):
        optimizer.zero_grad(set_to_none=True)
        criterion(model(normalize(images[chosen])), labels[chosen]).backward()
        optimizer.step()

    return SimpleNamespace(
        model=model, optimizer=optimizer, images=images, labels=labels, normalize=normalize, step=step
    )
