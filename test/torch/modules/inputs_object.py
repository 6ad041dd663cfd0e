"""get_inputs() gives something that is neither tensor nor number."""

import torch


class Model(torch.nn.Module):
    def forward(self, x, options):
        return x * options["scale"]


def get_inputs():
    return [torch.rand(4), {"scale": 2}]
