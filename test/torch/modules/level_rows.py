"""Rows of ones less their means, which is nothing but for the rounding of the mean, beside others of usual size."""

import torch
from torch import nn

rows = 48
columns = 8437


class Model(nn.Module):
    def forward(self, x):
        ones = torch.ones_like(x)
        level = ones - ones.mean(dim=1, keepdim=True)
        return torch.cat([level[:-1], x[-1:]])


def get_inputs():
    return [torch.randn(rows, columns)]
