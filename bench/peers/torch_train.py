"""
A whole training in PyTorch: torch_train.py RECIPE SEED THREADS SETTING. The recipe is a network with `epochs`, the
learning rate of every step and the test split. Prints {"accuracy": share of the test split that is right}.
"""

import json
import sys

import torch

from torch_training import create, read, read_images

_, recipe, seed, threads, setting = sys.argv
with open(recipe) as file:
    network = json.load(file)
torch.manual_seed(int(seed))
training = create(network, int(threads), setting)
batch, rates = network["batch"], iter(network["rates"])
for _ in range(network["epochs"]):
    for chosen in torch.randperm(len(training.images)).split(batch):
        training.optimizer.param_groups[0]["lr"] = next(rates)
        training.step(chosen)

training.model.eval()
images, labels = read_images(network["testImages"], network["input"]), read(network["testLabels"])
right = 0
with torch.no_grad():
    for at in range(0, len(images), 1000):
        predicted = training.model(training.normalize(images[at : at + 1000])).argmax(dim=1)
        right += (predicted == labels[at : at + 1000]).sum().item()
print(json.dumps({"accuracy": right / len(images)}))
