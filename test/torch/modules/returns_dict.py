"""Outputs with names, one of which is a keyword of C++."""

import torch

rows = 6
columns = 10


class Model(torch.nn.Module):
    def forward(self, x):
        return {"sum": x.sum(dim=1), "new": x * 2}


def get_inputs():
    return [torch.rand(rows, columns)]
