"""Every way of drawing an input that is known by name, and some that are not."""

import torch

rows = 6
columns = 10


class Model(torch.nn.Module):
    def forward(self, uniform, normal, integers, flags, ones, full, scaled, triangle, weights):
        kept = torch.where(flags, uniform + normal, integers.float())
        return kept * ones * full + scaled + triangle + weights


def get_inputs():
    return [
        torch.rand(rows, columns),
        torch.randn(rows, columns),
        torch.randint(-3, 9, (rows, columns)),
        torch.randint(0, 2, (rows, columns)).bool(),
        torch.ones(rows, columns),
        torch.full((rows, columns), 0.5),
        torch.rand(rows, columns) * 2 - 1,
        torch.tril(torch.rand(rows, columns)),
        torch.empty(rows, columns).uniform_(-1, 1),
    ]
