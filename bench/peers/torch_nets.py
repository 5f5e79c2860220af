"""The layers of a resolved spec as torch.nn modules: those that the fixtures of the layers are made with."""

import sys
from pathlib import Path

import torch
from torch import nn

sys.path.append(str(Path(__file__).resolve().parents[2] / "packages/layers/test/fixtures"))

from modules import sequence


def build(layers, channels_first):
    """
    Layers for the shape of one sample, without the batch: (module, shape of the output). They flatten an image in PyTorch's own
    order, which costs nothing.
    """
    with torch.no_grad():  # two samples, as a batch norm wants more than one value
        x = torch.zeros((2, *channels_first))
        module = sequence(layers, x, nn.Flatten)
        return module, tuple(module(x).shape[1:])
