import assert from 'node:assert/strict';
import { WarpsmithError } from '../../../lib/errors.js';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import type { VerifyOptions } from '../../../lib/verify/options.js';
import { refusedNames } from '../../../lib/verify/policy/ability_rules.js';
import { abilityNames } from '../../../lib/verify/policy/ability_schema.js';
import { type Verdict, verdictSchema } from '../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../lib/verify/verify_kernel.js';
import { compilingEngine } from '../sample_compile.js';
import { honestKernels } from './honest_kernels.js';
import { tellingKernels } from './telling_kernels.js';

const problem = atCase(loadProblem('vector_add'), 'small');

/** The candidate, and how many lines stand before the sketch's first. */
function candidateOf(code: string): string {
  const workspace = code.includes('float* ws');
  const plan = [
    '/*---',
    ...(workspace ? ['workspace:', '  ws: { type: f32, shape: [N] }'] : []),
    'launch:',
    `  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c${workspace ? ', ws' : ''}, N] }`,
    '---*/',
    '',
  ].join('\n');
  if (code.includes('__global__')) return plan + code;
  return `${plan}extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
int i = blockIdx.x * blockDim.x + threadIdx.x;
${code}
}
`;
}

async function verdictOn(code: string, options: VerifyOptions = {}): Promise<Verdict> {
  const verdict = await verifyKernel(candidateOf(code), problem, {
    engine: await compilingEngine(),
    seed: 1,
    ...options,
  });
  assert.deepEqual(verdictSchema.parse(verdict), verdict, 'the verdict is not as its schema says');
  return verdict;
}

function wordsOf({ outcome, abilities = [] }: Verdict): string {
  return `${outcome}: ${JSON.stringify(abilities)}`;
}

describe('what a kernel can do besides computing', () => {
  for (const [ability, name, code] of tellingKernels) {
    it(`is refused when it ${name} (${ability})`, async () => {
      const verdict = await verdictOn(code);
      assert(verdict.outcome === 'policy-error', wordsOf(verdict));
      const refused = (verdict.abilities ?? []).filter((found) => found.refused).map((found) => found.name);
      assert(
        refused.some((found) => found === ability),
        wordsOf(verdict),
      );
      assert.equal(verdict.pure, false);
    });
  }

  for (const [name, code] of honestKernels) {
    it(`is no matter when it ${name}`, async () => {
      const verdict = await verdictOn(code);
      assert.equal(verdict.outcome, 'unverified', wordsOf(verdict));
      assert.deepEqual(
        (verdict.abilities ?? []).filter(({ refused }) => refused),
        [],
      );
    });
  }
});

describe('the verdict on abilities', () => {
  const clock = 'long long now = clock64();\nif (i < N) c[i] = now & 1 ? a[i] : b[i];';

  it('names line, instruction and register, and says what to do', async () => {
    const verdict = await verdictOn(clock);
    assert(verdict.outcome === 'policy-error', wordsOf(verdict));
    const [found] = verdict.abilities ?? [];
    assert(found);
    assert.deepEqual(
      { ...found, message: '' },
      {
        name: 'clock',
        kernel: 'add',
        file: 'candidate.cu',
        line: 7,
        instruction: 'mov.u64',
        subject: '%clock64',
        message: '',
        refused: true,
      },
    );
    assert.match(found.message, /reads %clock64, and what it does at line 8 depends on it/);
    const [refused] = verdict.problems;
    assert.match(refused?.message ?? '', /^Expected add to compute .* but it reads %clock64.* \(clock\)\. Let nothing/);
    assert(refused?.excerpt.some(({ line, text }) => line === 7 && text.includes('clock64')));
    const policy = verdict.rungs.find(({ rung }) => rung === 'policy');
    assert.equal(policy?.status, 'failed');
    assert.equal(verdict.failed, 'policy');
  });

  it('lets pass what is allowed, and records it', async () => {
    const verdict = await verdictOn(clock, { allow: ['clock'] });
    assert.equal(verdict.outcome, 'unverified', wordsOf(verdict));
    assert.deepEqual(verdict.options.allow, ['clock']);
    assert.deepEqual(
      verdict.abilities?.map(({ name, refused }) => [name, refused]),
      [['clock', false]],
    );
    assert.equal(verdict.pure, false);
  });

  it('allows nothing else with it', async () => {
    const code = `__device__ int calls;\n${candidateOf(clock).split('---*/\n')[1]?.replace('now & 1', '(now + atomicAdd(&calls, 1)) & 1') ?? ''}`;
    const verdict = await verdictOn(code, { allow: ['clock'] });
    assert.equal(verdict.outcome, 'policy-error', wordsOf(verdict));
  });

  it('refuses to allow what is unknown, or never refused', async () => {
    for (const name of ['clocks', 'printf']) {
      await assert.rejects(verdictOn(clock, { allow: [name as never] }), (error) => {
        assert(error instanceof WarpsmithError);
        assert.equal(error.code, 'bad-option');
        assert.match(error.message, new RegExp(`allow .*module-state.* but found "${name}"`));
        return true;
      });
    }
  });

  const named: [name: string, pure: boolean, code: string][] = [
    ['printf', false, 'if (i < N) c[i] = a[i];\nif (i == 0) printf("%f", a[0]);'],
    ['heap', false, 'float* p = (float*)malloc(4);\n*p = a[i % N];\nif (i < N) c[i] = *p;\nfree(p);'],
    ['spin', false, 'while (*(volatile const float*)(a + i) == 0);\nif (i < N) c[i] = a[i];'],
    ['sleep', true, '__nanosleep(20);\nif (i < N) c[i] = a[i];'],
    ['clock', true, 'long long now = clock64();\nif (now & 1) __nanosleep(20);\nif (i < N) c[i] = a[i];'],
    ['l2-discard', false, 'asm volatile("discard.global.L2 [%0], 128;" ::"l"(c));\nif (i < N) c[i] = a[i];'],
    [
      'module-constants',
      true,
      '__device__ const float table[4] = {1, 2, 3, 4};\nextern "C" __global__ void add(const float* a, const float* b, float* c, int N) {\n  if (threadIdx.x < N) c[threadIdx.x] = table[threadIdx.x & 3];\n}',
    ],
    [
      'grid-barrier',
      false,
      '#include <cooperative_groups.h>\nextern "C" __global__ void add(const float* a, const float* b, float* c, int N) {\n  cooperative_groups::this_grid().sync();\n  if (threadIdx.x < N) c[threadIdx.x] = a[threadIdx.x];\n}',
    ],
  ];
  for (const [name, pure, code] of named) {
    it(`names ${name} without refusing it, which ${pure ? 'leaves the candidate pure' : 'costs it its purity'}`, async () => {
      const verdict = await verdictOn(code);
      assert.equal(verdict.outcome, 'unverified', wordsOf(verdict));
      assert(
        verdict.abilities?.some((found) => found.name === name && !found.refused),
        wordsOf(verdict),
      );
      assert.equal(verdict.pure, pure, wordsOf(verdict));
    });
  }

  it('is pure of a kernel that only computes', async () => {
    const verdict = await verdictOn('if (i < N) c[i] = a[i] + b[i];');
    assert.deepEqual(verdict.abilities, []);
    assert.equal(verdict.pure, true);
  });

  it('looks only at what the kernels of the plan come to', async () => {
    const verdict = await verdictOn(
      '__device__ int calls;\n__global__ void other() { calls++; }\nextern "C" __global__ void add(const float* a, const float* b, float* c, int N) {\n  if (threadIdx.x < N) c[threadIdx.x] = a[threadIdx.x];\n}',
    );
    assert.deepEqual(verdict.abilities, []);
  });

  it('knows only names that are refused as such that can be allowed', () => {
    assert(refusedNames.every((name) => abilityNames.includes(name)));
    assert.deepEqual(refusedNames.slice(0, 2), ['module-state', 'clock']);
  });
});
