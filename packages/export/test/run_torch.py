"""Runs the Python that Assay prints: for each <name>.py of a folder, <name>.bin through its model into <name>.out.

input.json has the shapes. The safetensors package, which Debian lacks, is stood in for by the few lines that its format needs.
"""

import json
import os
import struct
import sys
import types
import zipfile

import torch


def load_file(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        assert entry["dtype"] == "F32"
        tensors[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32).reshape(entry["shape"])
    return tensors


def check_alignment(path):
    """Every entry lies as it is, from a multiple of 64 on: what a loader that maps the file relies on."""
    with zipfile.ZipFile(path) as archive, open(path, "rb") as file:
        for entry in archive.infolist():
            file.seek(entry.header_offset + 26)
            name, extra = struct.unpack("<HH", file.read(4))
            assert entry.compress_type == zipfile.ZIP_STORED
            assert (entry.header_offset + 30 + name + extra) % 64 == 0, entry


safetensors = types.ModuleType("safetensors.torch")
safetensors.load_file = load_file
sys.modules["safetensors"] = types.ModuleType("safetensors")
sys.modules["safetensors.torch"] = safetensors

os.chdir(sys.argv[1])
with open("input.json") as file:
    shapes = json.load(file)
for name, shape in shapes.items():
    with open(name + ".py") as file:
        source = file.read()
    scope = {}
    exec(compile(source, name + ".py", "exec"), scope)
    with open(name + ".bin", "rb") as file:
        x = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(shape)
    with torch.no_grad():
        y = scope["model"](scope["normalize"](x))
    with open(name + ".out", "wb") as file:
        file.write(y.contiguous().numpy().tobytes())
    # The state dict as every version of PyTorch has always read it.
    if os.path.exists(name + ".pt"):
        missing = set(scope["model"].state_dict()) ^ set(torch.load(name + ".pt", weights_only=False))
        assert all(key.endswith("num_batches_tracked") for key in missing), missing
        check_alignment(name + ".pt")
