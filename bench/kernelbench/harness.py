"""KernelBench's own harness, from the user's checkout, for `npm run bench -- kernelbench`.

    python3 harness.py CHECKOUT [--device cuda:0] [--rehearse]

Reads a request in JSON from each line of standard input and answers each with a line of JSON:

    {"number": 1, "source": "import torch ...", "buildFolder": "/somewhere/fresh"}

`source` is the candidate with its `ModelNew`. The answer tells how long `eval_kernel_against_ref` took for it, with 5
trials and 100 timed runs, how much of that `load_inline` took, and what came of it. The first line of all, before any
request is read, says that everything is imported and that the GPU is warm.

With --rehearse nothing is measured: it reads all requests, compiles them side by side, runs each candidate once beside
KernelBench's model on inputs that the GPU makes, and says whether they agree.

Needs PyTorch with CUDA, nvcc, ninja and a C++ compiler; no network. Packages that KernelBench imports and evaluating
does without (API clients and the like) are replaced by empty ones where they are missing; the first line names them.
"""

import argparse
import copy
import ctypes
import glob
import importlib.abc
import importlib.machinery
import json
import os
import signal
import subprocess
import sys
import time
import traceback

TRIALS = 5
TIMED_RUNS = 100
NEEDLESS = {"dotenv", "litellm", "openai", "pydantic", "requests", "tqdm"}


class Record:
    """In pydantic's place: fields of a class with their defaults."""

    def __init__(self, **values):
        fields = {name for kind in type(self).__mro__ for name in getattr(kind, "__annotations__", {})}
        for name in fields:
            setattr(self, name, values[name] if name in values else copy.deepcopy(getattr(type(self), name, None)))


def nothing(*_, **__):
    return None


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Asked last: makes modules for packages that nobody else has."""

    def __init__(self):
        self.made = set()

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in NEEDLESS:
            return None
        self.made.add(name.split(".")[0])
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        def attribute(name):
            if name.startswith("__"):
                raise AttributeError(name)
            return Record if name == "BaseModel" else nothing

        module.__getattr__ = attribute


def load_harness(checkout):
    """Its module with `eval_kernel_against_ref`, in the layout of 2026 or in that of 2025."""
    if os.path.exists(os.path.join(checkout, "src", "kernelbench", "eval.py")):
        sys.path.insert(0, os.path.join(checkout, "src"))
        import kernelbench.eval as harness
    else:
        sys.path.insert(0, checkout)
        import src.eval as harness
    return harness


def problem_source(checkout, number):
    found = glob.glob(os.path.join(glob.escape(checkout), "KernelBench", "level1", f"{number}_*.py"))
    if len(found) != 1:
        raise FileNotFoundError(f"expected one file KernelBench/level1/{number}_*.py, found {len(found)}")
    with open(found[0]) as file:
        return file.read()


def end_with_parent():
    """However the parent ends: nobody else would stop what runs here. (1 is PR_SET_PDEATHSIG.)"""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def described(error):
    return f"{type(error).__name__}: {error}"[:2000]


class Stopwatch:
    """Seconds spent in `load_inline`, which candidates import by its name."""

    def __init__(self, extension):
        self.seconds = 0.0
        self.inner = extension.load_inline
        extension.load_inline = self

    def __call__(self, *words, **named):
        began = time.perf_counter()
        try:
            return self.inner(*words, **named)
        finally:
            self.seconds += time.perf_counter() - began


def evaluate(harness, torch, checkout, request, device, stopwatch):
    original = problem_source(checkout, request["number"])
    stopwatch.seconds = 0.0
    answer = {"kind": "result", "number": request["number"], "error": None}
    began = time.perf_counter()
    try:
        result = harness.eval_kernel_against_ref(
            original,
            request["source"],
            num_correct_trials=TRIALS,
            num_perf_trials=TIMED_RUNS,
            measure_performance=True,
            build_dir=request["buildFolder"],
            device=torch.device(device),
        )
    except Exception as error:  # The process serves the next request.
        traceback.print_exc(file=sys.stderr)
        result = None
        answer["error"] = described(error)
    seconds = time.perf_counter() - began
    answer.update(seconds=seconds, compileSeconds=stopwatch.seconds, trials=TRIALS, timedRuns=TIMED_RUNS)
    if result is None:
        answer["error"] = answer["error"] or "eval_kernel_against_ref returned nothing"
        return {**answer, "compiled": False, "correct": False, "runtimeMs": None, "referenceMs": None, "metadata": {}}
    stats = dict(result.runtime_stats or {})
    reference = getattr(result, "ref_runtime", -1.0)
    answer.update(
        compiled=bool(result.compiled),
        correct=bool(result.correctness),
        runtimeMs=result.runtime if result.runtime and result.runtime > 0 else None,
        referenceMs=reference if reference and reference > 0 else None,
        stats={name: value for name, value in stats.items() if isinstance(value, (int, float))},
        metadata={str(name): str(value)[:500] for name, value in dict(result.metadata or {}).items()},
    )
    return answer


def warm_up(torch, device):
    """Contexts, cuBLAS and cuDNN start before any clock does."""
    a = torch.rand(256, 256, device=device)
    (a @ a).sum().item()
    torch.nn.functional.conv1d(torch.rand(1, 4, 64, device=device), torch.rand(4, 4, 3, device=device)).sum().item()
    torch.cuda.synchronize()


# A candidate's module, executed alone, does nothing but compile.
COMPILE = "import sys; exec(compile(sys.stdin.read(), 'candidate', 'exec'), {})"


def compile_alone(request):
    os.makedirs(request["buildFolder"], exist_ok=True)
    environment = {**os.environ, "TORCH_EXTENSIONS_DIR": request["buildFolder"], "TORCH_USE_CUDA_DSA": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", COMPILE],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    )
    process.stdin.write(request["source"])
    process.stdin.close()
    return request, process


def rehearse(torch, checkout, requests, device, say):
    for request, process in [compile_alone(request) for request in requests]:
        told = process.stderr.read()
        answer = {"kind": "rehearsed", "number": request["number"], "agrees": False, "difference": None, "error": None}
        if process.wait() != 0:
            say({**answer, "error": told[-4000:]})
            continue
        try:
            os.environ["TORCH_EXTENSIONS_DIR"] = request["buildFolder"]
            context, ours = {}, {}
            exec(problem_source(checkout, request["number"]), context)
            exec(request["source"], ours)
            with torch.no_grad(), torch.device(device):
                arguments = context["get_init_inputs"]()
                torch.manual_seed(1)
                model = context["Model"](*arguments)
                torch.manual_seed(1)
                candidate = ours["ModelNew"](*arguments)
                inputs = context["get_inputs"]()
                expected = model(*inputs)
                found = candidate(*inputs)
                torch.cuda.synchronize()
                answer["agrees"] = bool(torch.allclose(expected, found, atol=1e-4, rtol=1e-4))
                answer["difference"] = max((a - b).abs().max().item() for a, b in zip(expected, found))
            del inputs, expected, found, model, candidate, context, ours
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            answer["error"] = described(error)
        torch.cuda.empty_cache()
        say(answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("checkout")
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--rehearse", action="store_true")
    arguments = parser.parse_args()

    end_with_parent()
    # What KernelBench, ninja and compilers print goes to standard error: answers have standard output to themselves.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(line):
        print(json.dumps(line), file=answers, flush=True)

    checkout = os.path.abspath(arguments.checkout)
    stand_ins = StandIns()
    try:
        import torch
        import torch.utils.cpp_extension as extension

        # For KernelBench alone: PyTorch looks by itself what there is.
        sys.meta_path.append(stand_ins)
        harness = load_harness(checkout)
        sys.meta_path.remove(stand_ins)
        # As declared, in f32: with TF32 in cuDNN, PyTorch's default, a right f32 convolution fails at 1e-4.
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
        warm_up(torch, arguments.device)
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        say({"kind": "unfit", "error": described(error)})
        return 1
    say(
        {
            "kind": "ready",
            "torch": str(torch.__version__),
            "cuda": str(torch.version.cuda),
            "python": sys.version.split()[0],
            "standIns": sorted(stand_ins.made),
        }
    )
    if arguments.rehearse:
        rehearse(torch, checkout, [json.loads(line) for line in sys.stdin], arguments.device, say)
        return 0
    stopwatch = Stopwatch(extension)
    for line in sys.stdin:
        say(evaluate(harness, torch, checkout, json.loads(line), arguments.device, stopwatch))
    return 0


if __name__ == "__main__":
    sys.exit(main())
