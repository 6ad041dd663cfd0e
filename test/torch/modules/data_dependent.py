"""Control flow that depends on values, which tensors without data can't carry."""

import torch

rows = 6


class Model(torch.nn.Module):
    def forward(self, x):
        return x * 2 if x.sum().item() > 0 else x


def get_inputs():
    return [torch.rand(rows, 8)]
