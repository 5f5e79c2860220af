"""
Optuna's TPE at its own defaults. A line of JSON on stdin, {"dimensions", "cap", "seed"}, begins a study; for each of its trials a
point of the unit cube goes out as a line, and what it is worth comes in as one.
"""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def ask(trial, dimensions):
    print(json.dumps([trial.suggest_float(f"x{i}", 0, 1) for i in range(dimensions)]), flush=True)
    return float(sys.stdin.readline())


for line in iter(sys.stdin.readline, ""):
    study = json.loads(line)
    sampler = optuna.samplers.TPESampler(seed=study["seed"])
    optuna.create_study(sampler=sampler).optimize(lambda trial: ask(trial, study["dimensions"]), n_trials=study["cap"])
