"""Batch norm in training mode writes to its buffers."""

import torch

batch = 12
features = 5


class Model(torch.nn.Module):
    def __init__(self, features):
        super().__init__()
        self.norm = torch.nn.BatchNorm1d(features)

    def forward(self, x):
        return self.norm(x)


def get_inputs():
    return [torch.randn(batch, features)]


def get_init_inputs():
    return [features]
