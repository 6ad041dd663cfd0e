"""Arguments that are no tensors: a number, a truth value, none and a text."""

import torch

rows = 6


class Model(torch.nn.Module):
    def forward(self, x, scale, negate, bias, mode):
        y = x * scale if mode == "multiply" else x
        y = -y if negate else y
        return y if bias is None else y + bias


def get_inputs():
    return [torch.rand(rows, 8), 2.5, True, None, "multiply"]
