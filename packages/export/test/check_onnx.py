"""onnx.checker, shape inference included, on every .onnx file of a folder; prints what each model says of itself as JSON."""

import glob
import json
import os
import sys

import onnx

said = {}
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.onnx"))):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    said[os.path.basename(path)] = {
        "opset": [entry.version for entry in model.opset_import],
        "inputs": [
            [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim] for value in model.graph.input
        ],
        "outputs": [value.name for value in model.graph.output],
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
    }
print(json.dumps(said))
