"""Has recurrent networks go cell by cell: cuDNN hides all that is rounded between the first and the last."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

import torch
from torch.overrides import TorchFunctionMode

# One by one they take a GPU's launches each, and ours.
_MOST_CELLS = 1024


class CellByCell(TorchFunctionMode):
    """While it is entered, those of up to 1,024 cells do without cuDNN."""

    def __torch_function__(
        self, func: Any, types: Any, args: Tuple[Any, ...] = (), kwargs: Optional[Mapping[str, Any]] = None
    ) -> Any:
        recurrent = getattr(func, "__name__", "") in ("gru", "lstm", "rnn_tanh", "rnn_relu")
        if recurrent and len(args) == 9 and _cells(args) <= _MOST_CELLS:
            with torch.backends.cudnn.flags(enabled=False):
                return func(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))


def _cells(args: Tuple[Any, ...]) -> int:
    """How many cells, of the nine arguments that torch.nn's networks give: of a padded batch, or of a packed one."""
    if isinstance(args[3], bool):
        x, layers, both, batch_first = args[0], args[4], args[7], args[8]
        length = int(x.shape[1 if batch_first else 0])
    else:
        length, layers, both = int(args[1].numel()), args[5], args[8]
    return length * int(layers) * (2 if both else 1)
