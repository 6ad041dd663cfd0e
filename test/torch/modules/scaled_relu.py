"""A scaled ReLU with a mask that is worked on after it was drawn."""

import torch
from torch import nn

rows = 40
columns = 1000
axis = -1


class Model(nn.Module):
    """A scaled ReLU."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x, mask, pick):
        return torch.relu(x) * self.weight + mask[1:] + self.weight[pick][:, None]


def get_inputs():
    mask = torch.cumsum(torch.rand(columns + 1), dim=axis)
    return [torch.rand(rows, columns), mask, torch.randint(0, columns, (rows,))]


def get_init_inputs():
    return [columns]
