"""Draws in its constructor, in its inputs and in its forward."""

import torch
from torch import nn

batch, wide, narrow = 4, 6, 3


class Model(nn.Module):
    """A linear layer with dropout."""

    def __init__(self, wide, narrow):
        super().__init__()
        self.fc = nn.Linear(wide, narrow, bias=False)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(self.fc(x))


def get_inputs():
    return [torch.rand(batch, wide)]


def get_init_inputs():
    return [wide, narrow]
