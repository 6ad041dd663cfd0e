"""Of what the file draws nothing is left."""

import torch
from torch import nn

rows = 4
columns = 8


class Model(nn.Module):
    def forward(self, x):
        return torch.relu(x - 1)


def get_inputs():
    return [torch.rand(rows, columns)]
