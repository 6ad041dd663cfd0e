"""A module that works in its argument's memory."""

import torch

rows = 6


class Model(torch.nn.Module):
    def forward(self, x, y):
        x.mul_(2)
        return x.add_(y)


def get_inputs():
    return [torch.rand(rows, 8), torch.rand(rows, 8)]
