import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { atCase } from '../../lib/index.js';
import type { Problem } from '../../lib/problem/problem.js';
import { closeHelpers, helperOf } from '../../lib/torch/helpers.js';
import { expectTiming } from './expect_verdict.js';
import { gpuEngine, verifyHere } from './gpu_engine.js';
import { candidateWith, scaledRelu } from './scaled_relu.js';

const right = candidateWith('fmaxf(x[at], 0.0f)');

describe('a PyTorch module on the same GPU', () => {
  let problem: Problem;
  before(async function () {
    problem = (await scaledRelu()) ?? this.skip();
  });
  after(() => closeHelpers());

  for (const caseName of ['full', 'small']) {
    it(`passes a right candidate at the case ${caseName}`, async () => {
      expectTiming(await verifyHere(right, atCase(problem, caseName)), 'a right candidate');
    });
  }

  for (const [what, value] of [
    ['the weight', 'fmaxf(x[at], 0.0f) / weight[c]'],
    ['the sign', 'x[at]'],
  ] as const) {
    it(`fails one that leaves out ${what}`, async () => {
      const verdict = await verifyHere(candidateWith(value), atCase(problem));
      assert.equal(verdict.outcome, 'incorrect', JSON.stringify(verdict.rungs));
    });
  }

  it('is loaded again when its process was lost', async () => {
    const helper = await helperOf(problem.torch?.python ?? null);
    process.kill(Number(helper.pid), 'SIGKILL');
    while (helper.alive) await sleep(10);
    expectTiming(await verifyHere(right, atCase(problem)), 'after the loss');
  });

  it('leaves the device no less memory with each verdict', async () => {
    const engine = await gpuEngine();
    const free: number[] = [];
    for (let i = 0; i < 4; i++) {
      await verifyHere(right, atCase(problem), { time: false });
      free.push((await engine.device?.native.memory())?.free ?? 0);
    }
    assert.equal(free[3], free[1], `free bytes after each of four verdicts: ${free.join(', ')}`);
  });
});
