"""
The trials of a sweep with Optuna and PyTorch: optuna_sweep.py PLAN JOBS SETTING. The plan holds the data and a network with
`epochs` a trial. As Optuna's manual has it, JOBS processes share a study in a database, each with one thread and the data in
memory; every trial is enqueued, so that the settings are those of the plan. Prints {"best": accuracy on the examples held out}.
"""

import json
import multiprocessing
import os
import sys

import optuna
import torch

from torch_training import create

STUDY = "sweep"


def accuracy(training, chosen):
    right = 0
    training.model.eval()
    with torch.no_grad():
        for batch in chosen.split(1000):
            predicted = training.model(training.normalize(training.images[batch])).argmax(dim=1)
            right += (predicted == training.labels[batch]).sum().item()
    training.model.train()
    return right / len(chosen)


def train(plan, number, setting):
    trial = plan["trials"][number]
    torch.manual_seed(trial["seed"])
    training = create({**plan["data"], **trial}, 1, setting)
    held_out = torch.arange(len(training.images) - plan["validation"], len(training.images))
    for _ in range(trial["epochs"]):
        for chosen in torch.randperm(len(training.images) - plan["validation"]).split(trial["batch"]):
            training.step(chosen)
        reached = accuracy(training, held_out)
    return reached


def work(plan, storage, setting, trials):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.load_study(study_name=STUDY, storage=storage)
    last = len(plan["trials"]) - 1
    study.optimize(lambda trial: train(plan, trial.suggest_int("trial", 0, last), setting), n_trials=trials)


def main():
    _, file, jobs, setting = sys.argv
    with open(file) as content:
        plan = json.load(content)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    storage = f"sqlite:///{file}.db"
    if os.path.exists(f"{file}.db"):
        os.remove(f"{file}.db")
    study = optuna.create_study(study_name=STUDY, storage=storage, direction="maximize")
    count, jobs = len(plan["trials"]), int(jobs)
    for number in range(count):
        study.enqueue_trial({"trial": number})
    context = multiprocessing.get_context("spawn")
    shares = [count // jobs + (job < count % jobs) for job in range(jobs)]
    workers = [context.Process(target=work, args=(plan, storage, setting, share)) for share in shares]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode != 0:
            sys.exit(f"a process ended with {worker.exitcode}")
    done = study.get_trials(states=[optuna.trial.TrialState.COMPLETE])
    if sorted(trial.params["trial"] for trial in done) != list(range(count)):
        sys.exit("not every trial was trained once")
    print(json.dumps({"best": study.best_value}))


if __name__ == "__main__":
    main()
