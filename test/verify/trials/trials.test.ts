import assert from 'node:assert/strict';
import type { Command } from '../../../lib/native/types.js';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import { familyOf } from '../../../lib/problem/families/rotation.js';
import { referenceCandidate } from '../../../lib/problem/reference_candidate.js';
import { readPlanHeader } from '../../../lib/candidate/candidate.js';
import { resolvePlan } from '../../../lib/candidate/plan.js';
import { Allocations } from '../../../lib/verify/allocations.js';
import { bindArguments } from '../../../lib/verify/bind_arguments.js';
import { CandidateCode } from '../../../lib/verify/trials/candidate_code.js';
import { Trials, tenantsOf } from '../../../lib/verify/trials/trials.js';
import type { PlanToLoad } from '../../../lib/verify/load_plan.js';
import { Places } from '../../../lib/verify/trials/places.js';
import { prepareReference } from '../../../lib/verify/reference.js';
import { loadReference } from '../../../lib/verify/trials/reference_run.js';
import type { AnyFinding, Judged } from '../../../lib/verify/judged.js';
import { settleOptions } from '../../../lib/verify/options.js';
import { type Repeating, judgeRepeats } from '../../../lib/verify/repeatable/repeatable.js';
import type { Simulator } from '../../../lib/verify/simulator.js';
import type { Trial, TrialResult } from '../../../lib/verify/trials/trial.js';
import type { Repeatability } from '../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../lib/verify/verify_kernel.js';
import { expectPass } from '../../gpu/expect_verdict.js';
import { simulatedEngine } from '../../simulator/simulated_engine.js';

const seed = 9;

async function planOf(source: string): Promise<PlanToLoad> {
  const engine = await simulatedEngine();
  const { contract } = problem();
  const read = readPlanHeader(source);
  assert('header' in read);
  const { plan } = resolvePlan(read.header, contract, engine.limits);
  const kernels = plan.launches.map(({ kernel }) => kernel);
  const request = { source, kernels, architecture: engine.architecture, deadlineMs: 60_000 };
  const result = await engine.compiler.compile(request);
  assert(result.kind === 'compiled');
  const bound = bindArguments(plan, result.compiled);
  assert('launches' in bound);
  return { plan, compiled: result.compiled, bound: bound.launches };
}

const problem = (): ReturnType<typeof atCase> => atCase(loadProblem('vector_add'), 'small');

interface Stage {
  device: Simulator;
  allocations: Allocations;
  trials: Trials;
  code: CandidateCode;
  begin: (turn: number) => Promise<Trial>;
  run: (commands: Command[]) => Promise<void>;
  release: () => void;
}

async function stage(source: string, pure: boolean, looksLate?: boolean): Promise<Stage> {
  const engine = await simulatedEngine();
  const { simulator } = engine;
  assert(simulator);
  const loaded = problem();
  const { contract } = loaded;
  const allocations = new Allocations(simulator.native);
  const loading = await CandidateCode.load(simulator, contract, await planOf(source), pure);
  assert('code' in loading);
  const { code } = loading;
  const places = await Places.allocate(simulator, tenantsOf(contract, code), allocations);
  const prepared = await prepareReference(engine, loaded, { deadlineMs: 60_000 });
  const reference = await loadReference(simulator, contract, prepared, places, allocations);
  const expectation = { kind: 'reference', reference } as const;
  const trials = await Trials.prepare(simulator, contract, code, places, expectation, allocations, null, looksLate);
  return {
    device: simulator,
    allocations,
    trials,
    code,
    begin: (turn) => trials.begin({ runSeed: seed, turn, seed, family: familyOf(contract, 0, seed) }),
    run: async (commands) => {
      const { findings } = await simulator.run(commands, 60_000);
      assert.deepEqual(findings, []);
    },
    release: () => {
      code.release();
      allocations.release();
    },
  };
}

/** Right in the first launch of its module only. */
const once = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
__device__ int launches;
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  const int before = *(volatile int*)&launches;
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < N) c[i] = before < (int)gridDim.x ? a[i] + b[i] : 0.0f;
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(&launches, 1);
}
`;

/** Off by `share` of a, which is a rounding or more of c where a and b cancel. */
const off = (share: string): string => `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < N) c[i] = (float)((double)a[i] + (double)b[i] + ${share} * (double)a[i]);
}
`;

/** What comes of a trial, and how often the device was asked for it beyond the trial itself. */
async function judged(source: string, looksLate: boolean): Promise<{ result: TrialResult; looks: number }> {
  const on = await stage(source, true, looksLate);
  const run = on.device.run.bind(on.device);
  try {
    const trial = await on.begin(1);
    await on.run([...(await trial.prepare()), ...trial.launches(), ...(await trial.judge())]);
    let looks = 0;
    on.device.run = (...words) => {
      looks++;
      return run(...words);
    };
    return { result: await trial.result(60_000), looks };
  } finally {
    on.device.run = run;
    on.release();
  }
}

/** Whether the rung `repeatable` finds what is done to the outputs of the repeats, by their number. */
async function repeated(spoil: (repeat: number) => { at: number; word: number } | null): Promise<{
  found: AnyFinding | Repeatability;
  runs: number;
}> {
  const on = await stage(referenceCandidate(loadProblem('vector_add')), true);
  const { device, allocations, trials, code, run } = on;
  try {
    const last = await on.begin(1);
    await run([...(await last.prepare()), ...last.launches(), ...(await last.judge())]);
    assert.equal((await last.result(60_000)).kind, 'right');
    const { contract } = problem();
    const settled = settleOptions({ seed });
    let runs = 0;
    const judged = { contract, code, trials, settled, options: {}, allocations };
    const repeating: Repeating = {
      device,
      deadlineMs: 60_000,
      runs: () => 3,
      finish: async (commands) => {
        await run(commands);
        return null;
      },
      execute: async (trial, then) => {
        const wrong = spoil(++runs);
        const buffer = trial.buffers.outputs.get('c');
        assert(buffer && trial.facts.poison === (runs % 2 === 1 ? 'number' : 'nan'));
        const more: Command[] = wrong
          ? [{ op: 'set', buffer, offset: 4 * wrong.at, bytes: 4, value: wrong.word, word: true }]
          : [];
        await run([...(await trial.prepare()), ...trial.launches(), ...more, ...then]);
        return null;
      },
    };
    return { found: await judgeRepeats(judged as unknown as Judged, last, repeating), runs };
  } finally {
    on.release();
  }
}

describe('the rung repeatable', () => {
  it('says that all repeats were the same', async () => {
    const { found, runs } = await repeated(() => null);
    assert.deepEqual(found, { runs: 3, identical: true, outputs: { c: { different: 0, largestUlps: 0 } } });
    assert.equal(runs, 3);
  });

  it('refuses a result that is wrong once, however often it was right', async () => {
    const { found, runs } = await repeated((repeat) => (repeat === 3 ? { at: 7, word: 0x42280000 } : null));
    assert('outcome' in found && found.outcome === 'incorrect');
    assert.deepEqual([found.failed, found.repeat, found.trial, runs], ['repeatable', 3, 1, 3]);
    assert.deepEqual(
      found.mismatches.map(({ output, wrong }) => [output, wrong]),
      [['c', 1]],
    );
  });

  it('gives the spread of what the tolerance allows', async () => {
    const source = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const float little = 1.0f + 1.2e-7f * ((unsigned long long)a >> 5 & 1);
  if (i < N) c[i] = (a[i] + b[i]) * little;
}
`;
    const options = { engine: await simulatedEngine(), trials: 1, allow: ['address-bits' as const] };
    const found = [];
    for (let run = 1; run <= 4; run++) {
      const verdict = expectPass(await verifyKernel(source, problem(), { ...options, seed: run }), 'the wavering one');
      const { identical, outputs } = verdict.repeatability ?? {};
      assert.deepEqual(verdict.rungs.at(-2)?.rung, 'repeatable');
      const { different = 0, largestUlps = 0 } = outputs?.c ?? {};
      assert.equal(identical, different === 0);
      found.push([different > 0.9, largestUlps]);
    }
    assert(
      found.some(([different]) => different),
      'every address was the same in its fifth bit',
    );
    for (const [different, ulps] of found) assert(ulps === (different ? 1 : 0) || (different && ulps === 2));
  });
});

describe('trials', () => {
  async function outcome({ run }: Stage, trial: Trial): Promise<string> {
    await run([...(await trial.prepare()), ...trial.launches(), ...(await trial.judge())]);
    return (await trial.result(60_000)).kind;
  }

  it('give the launches the addresses of their own tensors', async () => {
    const on = await stage(referenceCandidate(loadProblem('vector_add')), true);
    try {
      const seen = new Set<bigint>();
      for (let turn = 0; turn < 5; turn++) {
        const trial = await on.begin(turn);
        const [launch] = trial.plan.launches;
        const [first] = launch?.arguments ?? [];
        assert(first && 'offset' in first);
        assert.equal(first.buffer, trial.buffers.inputs.get('a'));
        seen.add(first.buffer.address);
        assert.equal(await outcome(on, trial), 'right');
      }
      assert.equal(seen.size, 5);
    } finally {
      on.release();
    }
  });

  it('leave nothing of what was expected before, wherever it lay', async () => {
    const on = await stage(referenceCandidate(loadProblem('vector_add')), true);
    try {
      const first = await on.begin(1);
      assert.equal(await outcome(on, first), 'right');
      const expected = first.buffers.expected.get('c');
      const output = first.buffers.outputs.get('c');
      assert(expected && output);
      const read = async (buffer: typeof output): Promise<Float32Array> => {
        const found = new Float32Array(new SharedArrayBuffer(4 * 1009));
        await on.run([{ op: 'download', buffer, offset: 0, array: found }]);
        return found;
      };
      const right = new Set(await read(expected));
      assert(right.size > 900);
      const second = await on.begin(2);
      await on.run(await second.prepare());
      for (const buffer of [expected, output, second.buffers.outputs.get('c')!]) {
        assert(!(await read(buffer)).some((value) => right.has(value)));
      }
    } finally {
      on.release();
    }
  });

  it('look how far the outputs go when they seem wrong, where that takes long', async () => {
    const exact = await judged(off('0.0'), true);
    assert.deepEqual([exact.result.kind, exact.looks], ['right', 0], 'right by its own size');
    const near = await judged(off('5e-7'), true);
    assert.equal(near.result.kind, 'right', 'within what the inputs come to');
    assert(near.looks > 0, 'nobody looked');
    assert.equal((await judged(off('5e-7'), false)).looks, 0);
    for (const looksLate of [false, true]) assert.equal((await judged(off('1e-4'), looksLate)).result.kind, 'wrong');
  });

  it('load code afresh that could remember something, and keep what is pure', async () => {
    for (const pure of [false, true]) {
      const on = await stage(once, pure);
      try {
        const outcomes: string[] = [];
        for (let turn = 0; turn < 3; turn++) {
          if (turn > 0) await on.code.refresh();
          outcomes.push(await outcome(on, await on.begin(turn)));
        }
        assert.deepEqual(outcomes, pure ? ['right', 'wrong', 'wrong'] : ['right', 'right', 'right']);
      } finally {
        on.release();
      }
    }
  });
});
