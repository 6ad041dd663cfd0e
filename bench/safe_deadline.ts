/**
 * How soon after its deadline a candidate that never ends has its verdict, and whether the next one runs at full speed:
 * a spin loop, a barrier that can't complete, and blocks of a whole grid that wait for one another in vain.
 */
import { digits } from '../lib/format/quantities.js';
import { type LoadedProblem, atCase, fullCase, loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import { refusedNames } from '../lib/verify/policy/ability_rules.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';
import { type RightSubject, faultySubjects, rightSubjects } from './safe_subjects.js';

/** Milliseconds after the deadline: the goal of the project's plan. */
const goalMs = 50;

const header = (grid: string, more = ''): string => `/*---
launch:
  - { kernel: add, grid: [${grid}], block: [256], ${more}args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) c[i] = a[i] + b[i];
`;

/** Over vector_add, with enough blocks to fill the GPU. */
const endless: Record<string, string> = {
  'spin loop, full grid': `${header('"ceildiv(N, 256)"')}    while (c[0] == c[0] || c[0] != c[0]) c[i % N] += 1.0f;\n}\n`,
  'half of each block at another barrier': `${header('"ceildiv(N, 256)"')}    if (threadIdx.x < 128) asm volatile("bar.sync 3;" ::: "memory");
    else asm volatile("bar.sync 4;" ::: "memory");
}
`,
  'grid-wide spin': `${header('"min(132, ceildiv(N, 256))"', 'cooperative: true, ')}    if (blockIdx.x == 0) return;
    // Block 0 never raises it.
    while (((volatile float*)c)[0] != 12345.0f) {
    }
}
`,
};

interface Ended {
  name: string;
  deadlineMs: number;
  outcome: string;
  kind: string | null;
  /** Of the whole call, and of its rung `safe`; the source is compiled before. */
  callMs: number;
  safeMs: number;
}

interface Speed {
  wallMs: number;
  kernelMs: number | null;
}

async function end(
  engine: Engine,
  name: string,
  source: string,
  problem: LoadedProblem,
  deadlineMs: number,
): Promise<Ended> {
  const started = performance.now();
  // The simulator has no deadline for a loop but a budget.
  const budget = engine.simulator ? { instructionBudget: 2 ** 16 } : {};
  const verdict = await verifyKernel(source, problem, {
    engine,
    trials: 1,
    time: false,
    seed: 1,
    deadlineMs,
    // What the corpora's kernels can do besides computing is another matter.
    allow: refusedNames,
    ...budget,
  });
  const callMs = performance.now() - started;
  const safeMs = verdict.rungs.find(({ rung }) => rung === 'safe')?.ms ?? 0;
  const kind = verdict.outcome === 'unsafe' ? (verdict.findings[0]?.kind ?? null) : null;
  return { name, deadlineMs, outcome: verdict.outcome, kind, callMs, safeMs };
}

async function speedOf(engine: Engine, { source, problem, name }: RightSubject): Promise<Speed> {
  const started = performance.now();
  const verdict = await verifyKernel(source, problem, { engine, trials: 1, seed: 1 });
  if (verdict.outcome !== 'pass') throw new Error(`Expected ${name} to pass: ${JSON.stringify(verdict)}`);
  return { wallMs: performance.now() - started, kernelMs: verdict.timing?.medianMs ?? null };
}

export async function benchSafeDeadline(
  engine: Engine,
  folder: string | undefined,
  { quick }: SafeBenchOptions,
): Promise<BenchReport> {
  const small = engine.simulator !== null;
  const vectorAdd = atCase(loadProblem('vector_add'), small ? 'small' : fullCase);
  const [right] = rightSubjects(small, 'candidate/vector_add/fast');
  if (!right) throw new Error('Expected the candidate vector_add/fast.');
  const corpus = ['budget-grid-sync', 'barrier-divergence-mbarrier-third-launch', 'budget-barrier-in-loop'];
  const subjects = [
    ...Object.entries(endless).map(([name, source]) => ({ name, source, problem: vectorAdd })),
    ...corpus.flatMap((name) => faultySubjects(name)),
  ];
  // The second time nothing is made for the first time.
  await speedOf(engine, right);
  const before = await speedOf(engine, right);
  const results: { ended: Ended; after: Speed }[] = [];
  for (const { name, source, problem } of subjects) {
    for (const deadlineMs of quick ? [100] : [100, 300, 1000]) {
      // Compiled, instrumented and loaded once before, so that what is measured is the waiting.
      if (results.at(-1)?.ended.name !== name) await end(engine, name, source, problem, 50);
      const ended = await end(engine, name, source, problem, deadlineMs);
      if (engine.device?.lost) {
        results.push({ ended, after: { wallMs: NaN, kernelMs: null } });
        break;
      }
      results.push({ ended, after: await speedOf(engine, right) });
    }
    if (engine.device?.lost) break;
  }
  const path = writeResult('safe-deadline', engine, { goalMs, before, results }, folder);
  const rows = results.map(({ ended, after }) => [
    ended.name,
    String(ended.deadlineMs),
    `${ended.outcome} ${ended.kind ?? ''}`.trim(),
    digits(ended.safeMs - ended.deadlineMs),
    digits(ended.callMs - ended.deadlineMs),
    digits(after.wallMs),
    after.kernelMs === null ? '' : `${((100 * after.kernelMs) / (before.kernelMs ?? NaN)).toFixed(1)}%`,
  ]);
  const columns = [
    'never ends',
    'deadline ms',
    'verdict',
    'rung later by',
    'call later by',
    'next call ms',
    'its kernel',
  ];
  const said = `A right candidate before: ${digits(before.wallMs)} ms, its kernel ${digits(before.kernelMs ?? 0)} ms. Goal: ${goalMs} ms after the deadline.`;
  return { text: [table(columns, rows), said].join('\n\n'), path };
}
