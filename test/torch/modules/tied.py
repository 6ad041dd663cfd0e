"""One weight under two names."""

import torch

batch = 4
words = 30
width = 9


class Model(torch.nn.Module):
    def __init__(self, words, width):
        super().__init__()
        self.embedding = torch.nn.Embedding(words, width)
        self.head = torch.nn.Linear(width, words, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, index):
        return self.head(self.embedding(index))


def get_inputs():
    return [torch.randint(0, words, (batch, 7))]


def get_init_inputs():
    return [words, width]
