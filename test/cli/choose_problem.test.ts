import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosenProblem, wordsOf } from '../../lib/cli/choose_problem.js';
import { createConsole } from '../../lib/cli/console.js';
import { kernelBenchFile, kernelBenchProblems } from '../../lib/torch/kernelbench.js';

describe('the problem that a command is about', () => {
  it('is the first of two words, unless an option names it', () => {
    assert.deepEqual(wordsOf(['relu', 'k.cu'], {}), { problemName: 'relu', candidatePath: 'k.cu' });
    assert.deepEqual(wordsOf(['k.cu'], { torch: 'm.py' }), { problemName: null, candidatePath: 'k.cu' });
    assert.throws(() => wordsOf(['k.cu'], {}), /Expected a problem and a candidate but found: k\.cu/);
    assert.throws(() => wordsOf(['relu', 'k.cu'], { kernelbench: 'kb' }), /Expected a candidate alone/);
  });

  it('is named once, and wholly', async () => {
    const console = createConsole({ json: true });
    await assert.rejects(chosenProblem({ torch: 'm.py', kernelbench: 'kb' }, console), /found both/);
    await assert.rejects(chosenProblem({ kernelbench: 'kb', level: 1 }, console), /--level 1 --problem 19/);
  });
});

describe("a problem of KernelBench's", () => {
  let checkout: string;
  before(() => {
    checkout = mkdtempSync(join(tmpdir(), 'warpsmith-checkout-'));
    mkdirSync(join(checkout, 'KernelBench', 'level1'), { recursive: true });
    for (const name of ['19_ReLU.py', '2_Other.py', 'notes.txt']) {
      writeFileSync(join(checkout, 'KernelBench', 'level1', name), '');
    }
  });
  after(() => rmSync(checkout, { recursive: true }));

  it('is found by its number', () => {
    assert.deepEqual(kernelBenchProblems(checkout, 1), [2, 19]);
    assert.equal(kernelBenchFile(checkout, 1, 19), join(checkout, 'KernelBench', 'level1', '19_ReLU.py'));
  });

  it('is missed with a word on what there is', () => {
    assert.throws(() => kernelBenchFile(checkout, 1, 20), /Expected problem 20 in .*level1 but found problems 2 to 19/);
    assert.throws(() => kernelBenchFile(checkout, 2, 1), /Expected --kernelbench with a checkout of KernelBench/);
  });
});
