"""A recurrent step that keeps its state in a plain attribute, so that a second forward would start elsewhere."""

import torch

batch = 4
width = 12


class Model(torch.nn.Module):
    def __init__(self, batch, width):
        super().__init__()
        self.step = torch.nn.Linear(width, width)
        self.state = torch.randn(batch, width)

    def forward(self, x):
        self.state = torch.tanh(self.step(x) + self.state)
        return self.state


def get_inputs():
    return [torch.rand(batch, width)]


def get_init_inputs():
    return [batch, width]
