"""Two forwards on the same inputs differ."""

import torch

rows = 6


class Model(torch.nn.Module):
    def __init__(self, chance):
        super().__init__()
        self.dropout = torch.nn.Dropout(chance)

    def forward(self, x):
        return self.dropout(x)


def get_inputs():
    return [torch.rand(rows, 64)]


def get_init_inputs():
    return [0.5]
