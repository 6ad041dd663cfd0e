"""Whole numbers in all the places where a size can be written."""

import torch

batch: int = 2 * 4
height, width = (12, 20)
depth = extent = 5
shape = (30, 40)
scale = 1.5


class Model(torch.nn.Module):
    def __init__(self, channels, last):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(channels, last))

    def forward(self, image, square, table):
        return image.sum() + square.sum() + table.sum() + self.weight


def get_inputs():
    return [torch.rand(batch, 3, height, width, depth, extent), torch.rand(50, 50), torch.rand(*shape)]


def get_init_inputs():
    return [6, 7]
