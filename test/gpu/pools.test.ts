import assert from 'node:assert/strict';
import { extractCandidate } from '../../lib/dialogue/answer.js';
import { loadProblem, verifyAllCases } from '../../lib/index.js';
import { builtInPools, loadPool, type PoolEnding } from '../../lib/replay/pool_file.js';
import { verdictText } from './expect_verdict.js';
import { gpuEngine } from './gpu_engine.js';

describe('the pools of answers on a GPU', () => {
  for (const name of builtInPools()) {
    const { problem, answers } = loadPool(name);
    for (const { id, answer, finishReason, expect, expectGpu = expect } of answers) {
      const extracted = extractCandidate(answer, finishReason);
      if (!extracted.found) continue;
      const expected: PoolEnding[] = [expectGpu].flat();
      it(`${name}: ${id} ends as recorded: ${expected.join(' or ')}`, async () => {
        const options = { engine: await gpuEngine(), seed: 1, name: id };
        const verdict = await verifyAllCases(extracted.source, loadProblem(problem), options);
        assert.ok(expected.includes(verdict.outcome), verdictText(verdict));
      });
    }
  }
});
