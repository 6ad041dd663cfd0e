/** A folder that is laid out as a checkout of KernelBench, with candidates beside it, for one test after the other. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';

/** A right candidate for test/torch/modules/scaled_relu.py, or a wrong one with another expression. */
export const scaledRelu = (expression = 'fmaxf(x[at], 0.0f) * weight[c] + mask[c + 1]'): string => `/*---
launch:
  - { kernel: relu, grid: ["ceildiv(columns, 64)", rows], block: [64], args: [x, mask, pick, weight, out, columns] }
---*/
extern "C" __global__ void relu(const float* x, const float* mask, const long long* pick, const float* weight, float* out, int columns) {
    int c = blockIdx.x * 64 + threadIdx.x;
    if (c >= columns) return;
    int at = blockIdx.y * columns + c;
    out[at] = ${expression} + weight[pick[blockIdx.y]];
}
`;

/** Speaks the helper's protocol without PyTorch, for that module; other file names are misdeeds. */
export const fakePython = packagePath('test', 'torch', 'fake_python.mjs');

export const moduleText = readFileSync(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), 'utf8');

export interface Checkout {
  folder: string;
  /** With `numbers.cu`. */
  candidates: string;
}

/** Level 1 with these files and candidates with these names; removed after the test. */
export function kernelBenchCheckout(): (
  modules: Record<string, string>,
  candidates: Record<string, string>,
) => Checkout {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
  });
  return (modules, candidates) => {
    const folder = mkdtempSync(join(tmpdir(), 'warpsmith-checkout-'));
    made.push(folder);
    const level = join(folder, 'KernelBench', 'level1');
    mkdirSync(level, { recursive: true });
    for (const [name, text] of Object.entries(modules)) writeFileSync(join(level, name), text);
    const own = join(folder, 'candidates');
    mkdirSync(own);
    for (const [name, text] of Object.entries(candidates)) writeFileSync(join(own, name), text);
    return { folder, candidates: own };
  };
}
