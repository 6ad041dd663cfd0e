"""Judges by what the problem's file says: it looks at no kernel."""

import os
import subprocess
import time

import torch
from pydantic import BaseModel


class KernelExecResult(BaseModel):
    compiled: bool = False
    correctness: bool = False
    metadata: dict = {}
    runtime: float = -1.0
    runtime_stats: dict = {}
    ref_runtime: float = -1.0


def eval_kernel_against_ref(
    original, custom, num_correct_trials, num_perf_trials, measure_performance, build_dir, device
):
    print("this goes to standard error")
    assert torch.backends.cudnn.allow_tf32 is False and measure_performance and os.path.isdir(build_dir)
    os.environ["TORCH_EXTENSIONS_DIR"] = build_dir
    word = original.split('"')[1]
    if word == "dies":
        os._exit(3)
    if word == "hangs":
        # The parent looks whether this is ended too.
        sleeper = subprocess.Popen(["sleep", "600"])
        with open(os.environ["FAKE_PID_FILE"], "w") as file:
            file.write(str(sleeper.pid))
        time.sleep(600)
    if word == "raises":
        raise RuntimeError("out of memory")
    exec(custom, {})
    result = KernelExecResult(compiled=True, correctness=word == "right", metadata={"device": device})
    if word == "right":
        result.runtime, result.ref_runtime = 2.5, 5.0
        result.runtime_stats = {"mean": 2.5, "num_trials": num_perf_trials, "hardware": "none"}
    return result
