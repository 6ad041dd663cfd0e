import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atCase } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import type { Problem } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { findTorch } from '../torch/find_torch.js';
import { expectOutcome, expectTiming } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';

const product = (value: string): string => `/*---
launch:
  - { kernel: product, grid: ["ceildiv(columns, 128)", rows], block: [128], args: [a, b, out, columns] }
---*/
extern "C" __global__ void product(const float* a, const float* b, float* out, int columns) {
  int c = blockIdx.x * 128 + threadIdx.x;
  int at = blockIdx.y * columns + c;
  if (c < columns) out[at] = ${value};
}
`;

describe("inputs that only a module's file can make, on the same GPU", () => {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-made-'));
  after(async () => {
    await closeHelpers();
    rmSync(folder, { recursive: true });
  });
  const text = readFileSync(packagePath('test', 'torch', 'modules', 'worked_on.py'), 'utf8');

  for (const [name, scale, where] of [
    ['anywhere.py', 'torch.rand(())', 'on the GPU'],
    ['cpu_only.py', 'torch.rand((1,), device="cpu")', 'on the CPU, where the file can do it nowhere else'],
  ] as const) {
    describe(`made ${where}`, () => {
      let problem: Problem;
      before(async function () {
        const python = findTorch();
        if (python === null) return this.skip();
        const file = join(folder, name);
        writeFileSync(file, text.replace('torch.rand(())', scale));
        problem = await loadTorchProblem(file, { python });
      });

      it('are those that the module computes from', async () => {
        expectTiming(await verifyHere(product('a[at] * b[at]'), atCase(problem)), 'a right candidate');
      });

      it('are not all the same', async () => {
        expectOutcome(await verifyHere(product('a[0] * b[at]'), atCase(problem)), 'incorrect', 'one number for all');
      });
    });
  }
});
