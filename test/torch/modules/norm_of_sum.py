"""A norm that takes the difference of sums which were rounded."""

import torch
from torch import nn

rows = 6
columns = 40


class Model(nn.Module):
    def forward(self, x):
        return nn.functional.layer_norm(x + 1 / 1024, (x.shape[1],))


def get_inputs():
    return [torch.rand(rows, columns)]
