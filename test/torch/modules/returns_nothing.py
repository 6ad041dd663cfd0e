"""A model that forgot its return."""

import torch


class Model(torch.nn.Module):
    def forward(self, x):
        x.sum()


def get_inputs():
    return [torch.rand(4)]
