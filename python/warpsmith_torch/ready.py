"""Which Python, torch and CUDA this helper has, or why it is of no use."""

from __future__ import annotations

import platform
from typing import Any, Dict, Optional

from .protocol import PROTOCOL


def why_unfit() -> Optional[Dict[str, str]]:
    """A code and a message where torch can't be imported; else None."""
    try:
        import torch  # noqa: F401
    except Exception as error:  # a broken installation raises OSError and others, not only ImportError
        message = f"Expected a Python with torch but it can't be imported: {error}. Install it or name another Python."
        return {"code": "no-torch", "message": message}
    return None


def facts() -> Dict[str, Any]:
    """Versions, and the GPU that torch sees or why there is none."""
    import torch

    why = _why_no_cuda(torch)
    cuda = None if why else {"version": torch.version.cuda, "device": torch.cuda.get_device_name(0)}
    return {
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda": cuda,
        "why": why,
    }


def _why_no_cuda(torch: Any) -> Optional[str]:
    if torch.version.cuda is None:
        return "this torch is built without CUDA"
    try:
        torch.cuda.init()
        if torch.cuda.device_count() == 0:
            return "no CUDA device is visible"
    except Exception as error:
        return " ".join(str(error).split()) or type(error).__name__
    return None
