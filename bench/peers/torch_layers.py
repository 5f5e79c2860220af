"""
Single layers of PyTorch, forward and backward, as a process that answers one JSON object a line:
{"prepare": {"part": layer, "input": [height, width, channels], "batch": 64}, "threads": 2, "setting": "tuned"}
→ {"parameters": n}; {"run": seconds} → {"samplesPerSecond": x}.
"""

import torch

from answering import answer
from torch_nets import build


def prepare(request):
    """(step, batch, number of parameters): forward, and the gradients of the input and of all parameters."""
    torch.set_num_threads(request["threads"])
    part, shape, batch = (request["prepare"][key] for key in ("part", "input", "batch"))
    first = [shape[-1], *shape[:-1]]
    module, output = build([part], first)
    x, dy = torch.rand(batch, *first) - 0.5, torch.rand(batch, *output) - 0.5
    if request["setting"] != "default" and len(shape) == 3:
        module = module.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
        if dy.dim() == 4:
            dy = dy.contiguous(memory_format=torch.channels_last)
    x.requires_grad_()
    parameters = list(module.parameters())

    def step():
        x.grad = None
        for parameter in parameters:
            parameter.grad = None
        module(x).backward(dy)

    return step, batch, sum(parameter.numel() for parameter in parameters)


answer(prepare)
