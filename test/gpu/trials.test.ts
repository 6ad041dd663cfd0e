import assert from 'node:assert/strict';
import { type LoadedProblem, atCase, loadProblem, parseProblem } from '../../lib/index.js';
import type { VerifyOptions } from '../../lib/verify/options.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { expectOutcome, expectPass } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';

/** A sum of vectors with something before or after it. */
function sumWith(body: string, more = ''): string {
  return `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
${more}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  ${body}
}
`;
}

const sum = 'if (i < N) c[i] = a[i] + b[i];';

function verifySum(source: string, options: VerifyOptions = {}): Promise<Verdict> {
  const problem = atCase(loadProblem('vector_add'), 'small');
  return verifyHere(source, problem, { seed: 3, time: false, trials: 8, ...options });
}

describe('trials on a GPU', () => {
  it('change addresses and their alignment, down to what is promised', async () => {
    const source = sumWith(`${sum} if (i == 5 && ((unsigned long long)c & 224) != 0) c[5] = 1000.0f;`);
    const options = { allow: ['address-bits' as const] };
    const { trial } = expectOutcome(await verifySum(source, options), 'incorrect', 'the one that wants 256 bytes');
    assert(trial > 0);
    const promised = sumWith(`${sum} if (i == 5 && ((unsigned long long)c & 31) != 0) c[5] = 1000.0f;`);
    expectPass(await verifySum(promised, options), 'the one that wants 32 bytes');
  });

  for (const [side, index] of [
    ['after', 'N + i'],
    ['before', '-1 - i'],
  ] as const) {
    it(`find bytes that an unchecked candidate wrote ${side} a tensor`, async () => {
      // Where the tensor ends with its memory, in the first trial, nothing is written.
      const source = sumWith(`${sum} if (i < 3 && ((unsigned long long)c & 224) != 0) c[${index}] = 7.0f;`);
      const verdict = await verifySum(source, { safe: false, allow: ['address-bits'] });
      const { outsideWrites, mismatches } = expectOutcome(verdict, 'incorrect', `the one that writes ${side}`);
      assert.deepEqual(outsideWrites, [{ tensor: 'c', side, bytes: 12, distance: 1 }]);
      assert.deepEqual(mismatches, []);
    });
  }

  it('are repeated over numbers, for a candidate that looks for poison', async () => {
    const source = sumWith(`if (i < N) { const float x = c[i]; c[i] = x == x ? x : a[i] + b[i]; }`);
    const { repeat, failed } = expectOutcome(await verifySum(source), 'incorrect', 'the one that keeps what is there');
    assert.deepEqual([failed, repeat], ['repeatable', 1]);
  });

  it('load code afresh, so that what it remembers shows when it is timed', async () => {
    const source = sumWith(
      `const int before = *(volatile int*)&launches;
  if (i < N) c[i] = before < (int)gridDim.x ? a[i] + b[i] : 0.0f;
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(&launches, 1);`,
      '__device__ int launches;',
    );
    const verdict = await verifySum(source, { allow: ['module-state'], time: true });
    assert.equal(expectOutcome(verdict, 'incorrect', 'the one that works once').failed, 'time');
  });
});

describe('repeats on a GPU', () => {
  const total = parseProblem(
    `/*---
name: total
summary: The sum of all elements.
dims: { N: 1000003 }
inputs:
  x: { type: f32, shape: [N], fill: { uniform: [0, 1] } }
outputs:
  y: { type: f32, shape: [1] }
launch:
  - { kernel: reference, grid: [1], block: [1024], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
  __shared__ double parts[1024];
  double sum = 0.0;
  for (int i = threadIdx.x; i < N; i += 1024) sum += x[i];
  parts[threadIdx.x] = sum;
  __syncthreads();
  for (int half = 512; half > 0; half /= 2) {
    if (threadIdx.x < half) parts[threadIdx.x] += parts[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) y[0] = (float)parts[0];
}
`,
    'total.cu',
  );

  it('say that a sum of atomics is not the same each time, and let it pass', async () => {
    const source = `/*---
launch:
  - { kernel: clear, grid: [1], block: [1], args: [y] }
  - { kernel: sum, grid: [512], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void clear(float* y) { *y = 0.0f; }
extern "C" __global__ void sum(const float* x, float* y, int N) {
  float part = 0.0f;
  for (int i = blockIdx.x * 256 + threadIdx.x; i < N; i += 512 * 256) part += x[i];
  for (int offset = 16; offset > 0; offset /= 2) part += __shfl_down_sync(0xffffffffu, part, offset);
  if (threadIdx.x % 32 == 0) atomicAdd(y, part);
}
`;
    const verdict = expectPass(await verifyHere(source, atCase(total), { seed: 1, time: false }), 'the atomics');
    assert.equal(verdict.repeatability?.identical, false);
    assert.equal(verdict.repeatability.runs, 10);
  });

  it('refuse what is right nine times in ten', async () => {
    // In place of a race, whose odds nobody knows: the clock decides.
    const source = sumWith(
      `${sum}
  if (i == 0) {
    unsigned long long time;
    asm volatile("mov.u64 %0, %globaltimer;" : "=l"(time));
    if ((time >> 10) % 10 == 7) c[0] += 1000.0f;
  }`,
    );
    let refused = 0;
    for (let seed = 0; seed < 10; seed++) {
      const verdict = await verifySum(source, { seed, trials: 1, allow: ['clock'] });
      if (verdict.outcome === 'incorrect') refused++;
    }
    // One trial and ten repeats, each right in nine cases of ten, are all right three times in ten.
    assert(refused >= 2, `refused ${refused} times of 10`);
  });
});

describe('tensors of more than 2^31 elements on a GPU', () => {
  const huge = (): LoadedProblem =>
    atCase(
      parseProblem(
        `/*---
name: increment
summary: Adds one to each element, modulo 256.
dims: { N: ${2 ** 31 + 4096} }
inputs:
  x: { type: u8, shape: [N], fill: { integers: [0, 255] } }
outputs:
  y: { type: u8, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const unsigned char* x, unsigned char* y, long long N) {
  const long long i = blockIdx.x * 256ll + threadIdx.x;
  if (i < N) y[i] = x[i] + 1;
}
`,
        'increment.cu',
      ),
    );

  function source(index: string, inside: string): string {
    return `/*---
launch:
  - { kernel: increment, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void increment(const unsigned char* x, unsigned char* y, long long N) {
  const ${index};
  if (${inside}) y[i] = x[i] + 1;
}
`;
  }

  const options = { seed: 1, trials: 2, time: false, deadlineMs: 60_000 };

  it('are judged to the last one', async () => {
    const right = source('long long i = blockIdx.x * 256ll + threadIdx.x', 'i < N');
    const { repeatability } = expectPass(await verifyHere(right, huge(), options), 'the 64-bit index');
    assert.equal(repeatability?.identical, true);
  });

  it('are not all written by a 32-bit index that keeps inside', async () => {
    const skips = source('int i = blockIdx.x * 256 + threadIdx.x', 'i >= 0 && i < N');
    const [mismatch] = expectOutcome(
      await verifyHere(skips, huge(), options),
      'incorrect',
      'the skipping one',
    ).mismatches;
    assert(mismatch);
    assert.equal(mismatch.total, 2 ** 31 + 4096);
    assert(mismatch.wrong <= 4096 && mismatch.wrong > 3900, `${mismatch.wrong} wrong elements`);
  });

  it('are left alone by a 32-bit index that leaves them', async () => {
    const leaves = source('int i = blockIdx.x * 256 + threadIdx.x', 'i < N');
    const { findings } = expectOutcome(await verifyHere(leaves, huge(), options), 'unsafe', 'the one that overflows');
    assert.equal(findings[0]?.kind, 'out-of-bounds');
  });
});
