/** Timed runs: what the driver is asked to do, and what is made of outputs that are not right. */
import type { Command, Launch } from '../../../../lib/native/types.js';
import { Allocations } from '../../../../lib/verify/allocations.js';
import { Engine } from '../../../../lib/verify/engine.js';
import type { L2Option } from '../../../../lib/verify/time/l2.js';
import { type Timed, timePlan } from '../../../../lib/verify/time/time_plan.js';
import type { TimedSet } from '../../../../lib/verify/time/timed_set.js';
import type { TrialResult } from '../../../../lib/verify/trials/trial.js';
import type { Verdict } from '../../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { candidate, failure, gpuOf, image, launchOf, report, tensors } from './sample.js';

const engine = await Engine.open({ device: 'cuda:0' });
const gpu = gpuOf(engine);
const allocations = new Allocations(gpu.native);
const module = await gpu.native.loadModule(image);
const right = { kind: 'right', errorShare: {} } as unknown as TrialResult;
const wrong: TrialResult = { kind: 'wrong', mismatches: [], inputsChanged: ['x'], outsideWrites: [] };

let checks = 0;

/** Sets whose launches differ in their grids: 1, 2, … */
async function setsOf(count: number, kernels: string[], result = right): Promise<TimedSet[]> {
  const sets: TimedSet[] = [];
  for (let number = 0; number < count; number++) {
    const output = await allocations.buffer(256);
    const launches: Launch[] = [];
    for (const name of kernels) {
      launches.push(launchOf(await module.kernel(name), output, { grid: [number + 1, 1, 1] }));
    }
    const set = (value: number): Command => ({ op: 'set', buffer: output, offset: 0, bytes: 256, value });
    const facts: unknown = { facts: { trial: 5 + number, seed: 12 + number } };
    const trial = facts as TimedSet['trial'];
    const check = (): Promise<TrialResult> => {
      checks++;
      return Promise.resolve(result);
    };
    sets.push({ trial, prepare: [set(1)], poison: [set(2)], launches, outputs: [output], check });
  }
  return sets;
}

const time = async (
  sets: TimedSet[],
  l2: L2Option = 'cold',
  { signal, persists }: { signal?: AbortSignal; persists?: boolean } = {},
): Promise<Timed & { checks: number }> => {
  checks = 0;
  const timed = await timePlan(gpu, sets, { deadlineMs: 10_000, l2, allocations, signal, persists });
  return { ...timed, checks };
};

const cases = process.env.TIMED ?? '';
if (cases === 'single') report(await time(await setsOf(2, ['k'])));
if (cases === 'ordinary') report(await time(await setsOf(2, ['k']), 'cold', { persists: false }));
if (cases === 'several') report(await time(await setsOf(2, ['k', 'k'])));
if (cases === 'uncapturable') report(await time(await setsOf(1, ['uncapturable_k', 'k'])));
if (cases === 'warm') report(await time(await setsOf(1, ['k']), 'warm'));
if (cases === 'both') report(await time(await setsOf(1, ['k']), 'both'));
if (cases === 'wrong') report(await time(await setsOf(2, ['k', 'k'], wrong)));
if (cases === 'stopped') {
  const controller = new AbortController();
  controller.abort();
  const sets = await setsOf(1, ['k']);
  report(await failure(() => time(sets, 'cold', controller)));
}
allocations.release();
if (cases === 'verdict') {
  const source = candidate('k', '}\n  - { kernel: k, grid: [2], block: [64], args: [x, y, N]');
  const verify = (): Promise<Verdict> => verifyKernel(source, tensors, { engine, trials: 2, safe: false, l2: 'both' });
  await verify();
  const { free } = await gpu.native.memory();
  const verdict = await verify();
  report({ verdict, leaked: free - (await gpu.native.memory()).free });
}
