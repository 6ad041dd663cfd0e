"""A norm over groups of channels, of which there are as many as channels have to be divided among."""

import torch
from torch import nn

batch_size = 128
features = 1024
num_groups = 64


class Model(nn.Module):
    def __init__(self, features, num_groups):
        super().__init__()
        self.linear = nn.Linear(features, features)
        self.norm = nn.GroupNorm(num_groups, features)

    def forward(self, x):
        return self.norm(self.linear(x))


def get_inputs():
    return [torch.rand(batch_size, features)]


def get_init_inputs():
    return [features, num_groups]
