"""Names that are keywords of C++ or that several tensors want."""

import torch

rows = 6


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.out = torch.nn.Linear(8, 8)
        self.out_weight = torch.nn.Parameter(torch.randn(8))

    def forward(self, out, default):
        return self.out(out) * self.out_weight + default


def get_inputs():
    return [torch.rand(rows, 8), torch.rand(rows, 8)]
