"""Python text as a parser reads it, nothing run: the values of its lists and its statements' kinds, as JSON."""

import ast
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    tree = ast.parse(file.read())
lists = {
    node.targets[0].id: ast.literal_eval(node.value)
    for node in tree.body
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
}
print(json.dumps({"lists": lists, "kinds": [type(node).__name__ for node in tree.body]}))
