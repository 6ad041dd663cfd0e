"""FlexAttention and SDPA on the attention problems at their full sizes, for the table beside our candidates.

    python3 bench/flex_attention.py [--only NAME,...] [--rounds 50] [--more] [--out FILE]

Needs PyTorch 2.5 or newer with CUDA and a GPU, and for torch.compile a C compiler; no network. Prints JSON lines:
first the machine, then one for each way to compute a problem, with `medianMs`, or with `error` where it failed. Nothing
that fails stops the rest. `--more` adds FlexAttention tuned by max-autotune and with its FLASH backend, and SDPA's
backends one by one. The exit code is 1 when a result is wrong, or nothing could be timed, and 3 without a GPU.

Times are CUDA events around one call, with a buffer of 1 GiB written before each: the L2 holds nothing of the inputs,
and the call is queued before the writing ends, so that Python's own time is not counted. Block masks are made once and
before: their time is not counted either.

Inputs are drawn as problems/attention_*.cu say. Results are compared with the definition in f32, at 2e-2.
"""

import argparse
import json
import math
import statistics
import sys
import time
import traceback

import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.attention.flex_attention import create_block_mask, flex_attention

DEVICE = "cuda"
D = 64
FULL = {"B": 4, "H": 16, "S": 4096}
WINDOW = 1024
CAP = 20.0
GROUPS, PER_GROUP = 4, 4
ROWS, COLUMNS, RADIUS = 64, 64, 6


class Problem:
    """One attention problem: its inputs, its definition for FlexAttention, and what SDPA can make of it."""

    def __init__(
        self,
        name,
        *,
        dtype=torch.bfloat16,
        deviation=1.0,
        key_heads=None,
        score_mod=None,
        mask_mod=None,
        per_batch=False,
        causal=False,
        sdpa=True,
    ):
        self.name, self.dtype, self.deviation = name, dtype, deviation
        self.key_heads = key_heads or FULL["H"]
        self.score_mod, self.mask_mod, self.per_batch = score_mod, mask_mod, per_batch
        self.causal, self.sdpa = causal, sdpa

    @property
    def grouped(self):
        return self.key_heads != FULL["H"]

    @property
    def shape(self):
        return [FULL["B"], FULL["H"], FULL["S"], D]

    def inputs(self):
        generator = torch.Generator(device=DEVICE).manual_seed(1)

        def normal(heads, deviation):
            shape = (FULL["B"], heads, FULL["S"], D)
            drawn = torch.randn(shape, generator=generator, device=DEVICE, dtype=torch.float32)
            return (drawn * deviation).to(self.dtype)

        q = normal(FULL["H"], self.deviation)
        k = normal(self.key_heads, self.deviation)
        v = normal(self.key_heads, 1.0)
        return q, k, v

    def block_mask(self):
        if self.mask_mod is None:
            return None
        batches = FULL["B"] if self.per_batch else None
        return create_block_mask(self.mask_mod, batches, None, FULL["S"], FULL["S"], device=DEVICE)

    def dense_mask(self):
        """The mask as booleans, [B or 1, 1, S, S]."""
        at = torch.arange(FULL["S"], device=DEVICE)
        q, kv = at[:, None], at[None, :]
        zero = torch.zeros((), dtype=torch.int64, device=DEVICE)
        batches = range(FULL["B"]) if self.per_batch else [0]
        return torch.stack([self.mask_mod(zero + b, zero, q, kv) for b in batches])[:, None]


def problems():
    slopes = torch.exp2(-8.0 * torch.arange(1, FULL["H"] + 1, device=DEVICE, dtype=torch.float32) / FULL["H"])
    generator = torch.Generator(device=DEVICE).manual_seed(2)
    starts = torch.rand((FULL["B"], FULL["S"]), generator=generator, device=DEVICE) < 0.004
    starts[:, 0] = True
    document = starts.to(torch.int32).cumsum(dim=1).to(torch.int32).contiguous()

    def relative(score, b, h, q, kv):
        return score + (q - kv)

    def alibi(score, b, h, q, kv):
        return score + slopes[h] * (kv - q)

    def softcap(score, b, h, q, kv):
        return CAP * torch.tanh(score / CAP)

    def causal(b, h, q, kv):
        return q >= kv

    def sliding_window(b, h, q, kv):
        return (q >= kv) & (q - kv <= WINDOW)

    def same_document(b, h, q, kv):
        return document[b, q] == document[b, kv]

    def neighbourhood(b, h, q, kv):
        row = torch.clamp(q // COLUMNS, RADIUS, ROWS - 1 - RADIUS)
        column = torch.clamp(q % COLUMNS, RADIUS, COLUMNS - 1 - RADIUS)
        return ((row - kv // COLUMNS).abs() <= RADIUS) & ((column - kv % COLUMNS).abs() <= RADIUS)

    # SDPA takes a bias only in the dtype of q, and bf16 does not hold these biases: it is left out for them.
    return [
        Problem("attention_full"),
        Problem("attention_full_f16", dtype=torch.float16),
        Problem("attention_causal", mask_mod=causal, causal=True),
        Problem("attention_relative", score_mod=relative, sdpa=False),
        Problem("attention_alibi", score_mod=alibi, sdpa=False),
        Problem("attention_softcap", score_mod=softcap, deviation=2.0, sdpa=False),
        Problem("attention_sliding_window", mask_mod=sliding_window),
        Problem("attention_document", mask_mod=same_document, per_batch=True),
        Problem("attention_grouped_query", key_heads=GROUPS),
        Problem("attention_neighbourhood", mask_mod=neighbourhood),
    ]


def definition(problem, q, k, v):
    """The definition, head by head, in f32 and with all scores in memory."""
    out = torch.empty(problem.shape, device=DEVICE, dtype=torch.float32)
    at = torch.arange(FULL["S"], device=DEVICE)
    rows, columns = at[:, None], at[None, :]
    mask = None if problem.mask_mod is None else problem.dense_mask()
    shared = FULL["H"] // problem.key_heads
    for b in range(FULL["B"]):
        for h in range(FULL["H"]):
            score = q[b, h].float() @ k[b, h // shared].float().T / D**0.5
            if problem.score_mod is not None:
                batch, head = (torch.tensor(index, device=DEVICE) for index in (b, h))
                score = problem.score_mod(score, batch, head, rows, columns)
            if mask is not None:
                score = score.masked_fill(~mask[b if problem.per_batch else 0, 0], float("-inf"))
            out[b, h] = torch.softmax(score, dim=-1) @ v[b, h // shared].float()
    return out


def median_ms(call, rounds, flush):
    """The median of CUDA events' times around one call on a cold L2, in ms, with the quickest and the slowest."""
    for _ in range(5):
        call()
    torch.cuda.synchronize()
    times = []
    for _ in range(rounds):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        flush.zero_()
        start.record()
        call()
        end.record()
        torch.cuda.synchronize()
        times.append(start.elapsed_time(end))
    return statistics.median(times), min(times), max(times)


def compiled(mode=None):
    # A fresh start for each, because one function is compiled again only so many times.
    torch.compiler.reset()
    return torch.compile(flex_attention, dynamic=False, fullgraph=True, **({} if mode is None else {"mode": mode}))


def ways(problem, q, k, v, more):
    """Names, and functions that make ready (compile, make masks) and return the call to be timed."""

    def flex(mode=None, options=None):
        def prepare():
            call = compiled(mode)
            keywords = {"score_mod": problem.score_mod, "block_mask": problem.block_mask()}
            if problem.grouped:
                keywords["enable_gqa"] = True
            if options is not None:
                keywords["kernel_options"] = options
            return lambda: call(q, k, v, **keywords)

        return prepare

    def sdpa(backend=None):
        def prepare():
            keywords = {"is_causal": True} if problem.causal else {}
            if problem.mask_mod is not None and not problem.causal:
                keywords["attn_mask"] = problem.dense_mask()
            if problem.grouped:
                keywords["enable_gqa"] = True

            def call():
                return F.scaled_dot_product_attention(q, k, v, **keywords)

            def with_backend():
                with sdpa_kernel(backend):
                    return call()

            return call if backend is None else with_backend

        return prepare

    masked = problem.mask_mod is not None and not problem.causal
    yield "flex", flex()
    if problem.sdpa:
        yield ("sdpa with the whole mask" if masked else "sdpa"), sdpa()
    if not more:
        return
    yield "flex max-autotune", flex("max-autotune-no-cudagraphs")
    yield "flex FLASH", flex(options={"BACKEND": "FLASH"})
    if problem.sdpa:
        for backend in ("FLASH_ATTENTION", "CUDNN_ATTENTION", "EFFICIENT_ATTENTION"):
            if hasattr(SDPBackend, backend):
                yield f"sdpa {backend}", sdpa(getattr(SDPBackend, backend))


def described(error):
    return f"{type(error).__name__}: {error}"[:1000]


def measure(problem, rounds, more, flush, say):
    """Times each way to compute a problem. Returns how many were timed and right, and how many were wrong."""
    q, k, v = problem.inputs()
    expected = definition(problem, q, k, v)
    right = wrong = 0
    for what, prepare in ways(problem, q, k, v, more):
        line = {
            "problem": problem.name,
            "what": what,
            "medianMs": None,
            "dtype": str(problem.dtype).removeprefix("torch."),
            "shape": problem.shape,
        }
        if problem.grouped:
            line["keyHeads"] = problem.key_heads
        try:
            began = time.monotonic()
            call = prepare()
            result = call().float()
            torch.cuda.synchronize()
            line["firstCallS"] = round(time.monotonic() - began, 2)
            line["right"] = bool(torch.allclose(result, expected, rtol=2e-2, atol=2e-2))
            # JSON has no NaN.
            error = (result - expected).abs().max().item()
            line["largestError"] = error if math.isfinite(error) else None
            del result
            median, least, most = median_ms(call, rounds, flush)
            line.update(medianMs=median, leastMs=least, mostMs=most, rounds=rounds)
            right, wrong = right + line["right"], wrong + (not line["right"])
        except Exception as error:  # One that fails takes nothing from the others.
            line["error"] = described(error)
            traceback.print_exc(file=sys.stderr)
        say(line)
    return right, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", default="", help="names of problems, with commas between; all without")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--more", action="store_true")
    parser.add_argument("--out", help="a file for the lines besides standard output")
    arguments = parser.parse_args()
    out = open(arguments.out, "w") if arguments.out else None

    def say(line):
        text = json.dumps(line)
        print(text, flush=True)
        if out:
            print(text, file=out, flush=True)

    if not torch.cuda.is_available():
        print("Expected a GPU that PyTorch can use, found none.", file=sys.stderr)
        return 3
    torch.backends.cuda.matmul.allow_tf32 = False
    gpu = torch.cuda.get_device_properties(0)
    date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    versions = {"torch": str(torch.__version__), "cuda": torch.version.cuda, "python": sys.version.split()[0]}
    say({"what": "machine", "gpu": gpu.name, **versions, "date": date})
    flush = torch.empty(2**28, dtype=torch.int32, device=DEVICE)
    only = [name for name in arguments.only.split(",") if name]
    chosen = [problem for problem in problems() if not only or problem.name in only]
    unknown = set(only) - {problem.name for problem in chosen}
    if unknown:
        parser.error(f"expected names of attention problems with a definition here, found {', '.join(sorted(unknown))}")
    right = wrong = 0
    with torch.no_grad():
        for problem in chosen:
            try:
                counted = measure(problem, arguments.rounds, arguments.more, flush, say)
                right, wrong = right + counted[0], wrong + counted[1]
            except Exception as error:
                say({"problem": problem.name, "what": "all", "medianMs": None, "error": described(error)})
                traceback.print_exc(file=sys.stderr)
            torch.cuda.empty_cache()
    return 1 if wrong > 0 or right == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
