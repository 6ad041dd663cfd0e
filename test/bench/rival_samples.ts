/** Small results of the benches beside other tools, as their files hold them: made up, on no machine. */
import type { CuPyResult } from '../../bench/cupy.js';
import type { KernelBenchResult } from '../../bench/kernelbench.js';
import type { Result } from '../../bench/measurement.js';

const common = (bench: string): Result => ({
  bench,
  date: '2026-01-02T03:04:05.000Z',
  commit: 'abc',
  machine: {
    gpu: { name: 'A GPU', driver: '1.2', multiprocessors: 8 },
    nvrtc: '13.0',
    cpu: 'a CPU',
    cores: 16,
    memoryGiB: 126,
    node: 'v20.20.2',
  },
});

const compared = (number: number, name: string, kernelBenchS: number | null, atLeast: boolean, firstMs: number) => ({
  number,
  name,
  kernelBenchS,
  atLeast,
  firstMs,
  nextMs: firstMs / 2,
  firstRatio: kernelBenchS === null ? null : (1000 * kernelBenchS) / firstMs,
  nextRatio: kernelBenchS === null ? null : (2000 * kernelBenchS) / firstMs,
  gpuShare: 0.6,
  agree: atLeast || kernelBenchS === null ? null : true,
});

const kernelbench: KernelBenchResult = {
  ...common('kernelbench'),
  trials: 5,
  lines: 'x.jsonl',
  records: [],
  problems: [
    compared(54, 'conv3d', 61.2, false, 730),
    compared(1, 'matmul', 68.6, false, 820),
    compared(19, 'relu', 120, true, 850),
    compared(47, 'sum_reduction', null, false, 900),
  ],
  summary: {
    problems: 4,
    medianFirstRatio: 83.7,
    medianNextRatio: 167.3,
    medianGpuShare: 0.6,
    summedGpuShare: 0.61,
  },
};

const cupy: CuPyResult = {
  ...common('cupy'),
  elements: 1024,
  warpsmith: { firstMs: [14, 15, 13, 22], oneByOne: 62, pipelined: [{ atOnce: 8, aSecond: 410 }] },
  cupy: { firstMs: [48, 47, 52, 49], oneByOne: 20, pipelined: [{ atOnce: 2, aSecond: 22 }] },
  compared: { firstRatio: 3.3, rateRatio: 18.6 },
};

export const rivalSamples = { kernelbench, cupy };
