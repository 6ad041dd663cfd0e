"""An LSTM, which has each of its weights in two places."""

import torch

batch = 4
steps = 8
width = 10
hidden = 6


class Model(torch.nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.lstm = torch.nn.LSTM(width, hidden, num_layers=2, batch_first=True)

    def forward(self, x):
        out, (last, cell) = self.lstm(x)
        return out, last


def get_inputs():
    return [torch.rand(batch, steps, width)]


def get_init_inputs():
    return [width, hidden]
