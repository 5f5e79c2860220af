"""The layers of a resolved spec as torch.nn modules."""

import torch
from torch import nn

ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "prelu": nn.PReLU,
    "elu": nn.ELU,
    "selu": nn.SELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "mish": nn.Mish,
    "hardswish": nn.Hardswish,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "softplus": nn.Softplus,
}
DROPOUTS = {"dropout": nn.Dropout, "dropout2d": nn.Dropout2d}
POOLS = {"max_pool2d": nn.MaxPool2d, "avg_pool2d": nn.AvgPool2d}


class Residual(nn.Module):
    """y = body(x) + shortcut(x)"""

    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


class Concat(nn.Module):
    """The branches' outputs side by side, by channel."""

    def __init__(self, branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)


def as_tuple(value):
    """A number, or [height, width] as torch wants it."""
    return tuple(value) if isinstance(value, list) else value


def build(layers, channels_first):
    """Layers for the shape of one sample, without the batch: (module, shape of the output)."""
    modules, shape = [], tuple(channels_first)
    for layer in layers:
        module = build_layer(layer, shape)
        with torch.no_grad():  # two samples, as a batch norm wants more than one value
            shape = tuple(module(torch.zeros((2, *shape))).shape[1:])
        modules.append(module)
    return nn.Sequential(*modules), shape


def build_layer(layer, shape):
    kind = layer["type"]
    if kind == "conv2d":
        return nn.Conv2d(
            shape[0],
            layer["out_channels"],
            as_tuple(layer["kernel_size"]),
            stride=as_tuple(layer.get("stride", 1)),
            padding=as_tuple(layer.get("padding", 0)),
            dilation=as_tuple(layer.get("dilation", 1)),
            groups=layer.get("groups", 1),
            bias=layer.get("bias", True),
        )
    if kind == "linear":
        return nn.Linear(shape[0], layer["out_features"], bias=layer.get("bias", True))
    if kind == "batch_norm":
        norm = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
        options = {key: layer[key] for key in ("eps", "momentum", "affine") if key in layer}
        return norm(shape[0], **options)
    if kind == "layer_norm":
        return nn.LayerNorm(list(shape))
    if kind == "group_norm":
        return nn.GroupNorm(layer["num_groups"], shape[0])
    if kind == "softmax":
        return nn.Softmax(1)
    if kind in ACTIVATIONS:
        return ACTIVATIONS[kind]()
    if kind in POOLS:
        return POOLS[kind](
            as_tuple(layer["kernel_size"]), stride=as_tuple(layer.get("stride")), padding=as_tuple(layer.get("padding", 0))
        )
    if kind == "adaptive_avg_pool2d":
        return nn.AdaptiveAvgPool2d(as_tuple(layer["output_size"]))
    if kind == "flatten":
        return nn.Flatten()
    if kind in DROPOUTS:
        return DROPOUTS[kind](layer.get("p", 0.5))
    if kind == "residual":
        shortcut = layer.get("shortcut")
        return Residual(build(layer["body"], shape)[0], build(shortcut, shape)[0] if shortcut else nn.Identity())
    if kind == "concat":
        return Concat([build(branch, shape)[0] for branch in layer["branches"]])
    if kind == "repeat":
        return build(layer["body"] * layer["times"], shape)[0]
    raise ValueError(f'no translation of layer "{kind}" to torch.nn')
