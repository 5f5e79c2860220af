"""
The trials of a sweep with scikit-learn: sklearn_search.py PLAN JOBS. RandomizedSearchCV over MLPClassifier with n_jobs=JOBS,
of the plan's settings each one once, judged on the same examples held out. Prints {"best": accuracy on them}.
"""

import json
import sys
import warnings

import numpy
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV
from sklearn.neural_network import MLPClassifier

_, file, jobs = sys.argv
with open(file) as content:
    plan = json.load(content)
data, trials = plan["data"], plan["trials"]
labels = numpy.fromfile(data["labels"], dtype=numpy.uint8)
images = numpy.fromfile(data["images"], dtype=numpy.uint8).reshape(len(labels), -1).astype(numpy.float32)
images = images * numpy.float32(data["scale"]) + numpy.float32(data["shift"])
held_out = numpy.full(len(labels), -1)
held_out[len(labels) - plan["validation"] :] = 0


def setting(trial):
    hidden = [layer["out_features"] for layer in trial["architecture"] if layer["type"] == "linear"][:-1]
    return {
        "hidden_layer_sizes": [tuple(hidden)],
        "learning_rate_init": [trial["adam"]["lr"]],
        "batch_size": [trial["batch"]],
        "max_iter": [trial["epochs"]],
        "random_state": [trial["seed"]],
    }


# Not stopped early, no penalty, as the plan says.
model = MLPClassifier(alpha=0, n_iter_no_change=10**6)
search = RandomizedSearchCV(
    model,
    [setting(trial) for trial in trials],
    n_iter=len(trials),
    cv=PredefinedSplit(held_out),
    n_jobs=int(jobs),
    refit=False,
    random_state=1,
)
with warnings.catch_warnings():
    warnings.simplefilter("ignore", ConvergenceWarning)
    search.fit(images, labels)
print(json.dumps({"best": search.best_score_}))
