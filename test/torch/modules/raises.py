"""A model whose forward raises."""

import torch


class Model(torch.nn.Module):
    def forward(self, x):
        raise ValueError("the scales are missing")


def get_inputs():
    return [torch.rand(4)]
