"""A module that prints, also past Python, where the replies must not be disturbed."""

import os

import torch

print("read")


class Model(torch.nn.Module):
    def forward(self, x):
        print('{"id": 1, "ok": {}}', flush=True)
        os.write(1, b"past Python\n")
        return x + 1


def get_inputs():
    print("made")
    return [torch.rand(4)]
