"""What harness.py and candidates use of torch.nn."""


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)


class functional:
    @staticmethod
    def conv1d(*_):
        from . import Tensor

        return Tensor()
