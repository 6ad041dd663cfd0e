"""CuPy's RawKernel on sources that it has not seen, for `npm run bench -- cupy`.

    python3 raw_kernel.py [--device 0]

Reads a request in JSON from each line of standard input and answers each with a line of JSON:

    {"threads": 0, "elements": 1024, "sources": [{"code": "extern ...", "kernel": "axpy_1", "factor": 3.0}, ...]}

`kernel` computes out[i] = factor * x[i] + y[i]. For each source CuPy compiles, launches and copies the result back;
the answer has the milliseconds of each, the seconds of all, and how many results were wrong. `threads` is a thread
pool's size; 0 is one after the other without one.

The first line of all says that CuPy is imported and has compiled and run a kernel. Nothing is kept on disk. Needs CuPy
and a GPU; no network.
"""

import argparse
import ctypes
import json
import os
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

# Nothing is written to the disk, which takes CuPy less time than writing.
os.environ["CUPY_CACHE_IN_MEMORY"] = "1"

BLOCK = 256


def end_with_parent():
    """However the parent ends. (1 is PR_SET_PDEATHSIG.)"""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Inputs:
    """On the GPU before any clock starts, as for warpsmith."""

    def __init__(self, cupy, elements):
        self.cupy = cupy
        self.elements = elements
        self.x = cupy.arange(elements, dtype="float32")
        self.y = cupy.ones(elements, dtype="float32")

    def first_result(self, source):
        """Milliseconds from the text to the result on the host, and whether its ends are right."""
        cupy, elements = self.cupy, self.elements
        began = time.perf_counter()
        kernel = cupy.RawKernel(source["code"], source["kernel"])
        out = cupy.empty(elements, dtype="float32")
        kernel(((elements + BLOCK - 1) // BLOCK,), (BLOCK,), (self.x, self.y, out, cupy.int32(elements)))
        result = out.get()
        ms = 1000 * (time.perf_counter() - began)
        last = source["factor"] * (elements - 1) + 1
        return ms, float(result[0]) == 1 and float(result[elements - 1]) == last


def answer(cupy, device, request):
    with cupy.cuda.Device(device):
        inputs = Inputs(cupy, request["elements"])
        cupy.cuda.Device(device).synchronize()

        def work(source):
            # Which device is the current one is a thread's own matter.
            with cupy.cuda.Device(device):
                return inputs.first_result(source)

        if request["threads"] == 0:
            began = time.perf_counter()
            done = [inputs.first_result(source) for source in request["sources"]]
        else:
            with ThreadPoolExecutor(request["threads"]) as pool:
                # Threads are started, and have the device, before the clock is.
                list(pool.map(lambda _: work_nothing(cupy, device), range(4 * request["threads"])))
                began = time.perf_counter()
                done = list(pool.map(work, request["sources"]))
        seconds = time.perf_counter() - began
    return {
        "kind": "measured",
        "ms": [ms for ms, _ in done],
        "seconds": seconds,
        "wrong": sum(not right for _, right in done),
    }


def work_nothing(cupy, device):
    with cupy.cuda.Device(device):
        cupy.empty(1, dtype="float32").get()
        time.sleep(0.005)


WARM = """extern "C" __global__ void warm(const float* x, const float* y, float* out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = 2.0f * x[i] + y[i];
}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--device", type=int, default=0)
    arguments = parser.parse_args()
    end_with_parent()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(line):
        print(json.dumps(line), file=answers, flush=True)

    try:
        import cupy

        warm = [{"code": WARM, "kernel": "warm", "factor": 2.0}]
        if answer(cupy, arguments.device, {"threads": 0, "elements": 1024, "sources": warm})["wrong"]:
            raise RuntimeError("expected the right result of the first kernel")
        ready = {
            "kind": "ready",
            "cupy": str(cupy.__version__),
            "nvrtc": ".".join(str(part) for part in cupy.cuda.nvrtc.getVersion()),
            "python": sys.version.split()[0],
        }
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        say({"kind": "unfit", "error": f"{type(error).__name__}: {error}"[:2000]})
        return 1
    say(ready)
    for line in sys.stdin:
        try:
            say(answer(cupy, arguments.device, json.loads(line)))
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            say({"kind": "failed", "error": f"{type(error).__name__}: {error}"[:2000]})
    return 0


if __name__ == "__main__":
    sys.exit(main())
