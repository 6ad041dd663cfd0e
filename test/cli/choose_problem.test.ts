import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chosenFiles, chosenProblem, helperHow, namedModule, namesSet, wordsOf } from '../../lib/cli/choose_problem.js';
import { createConsole } from '../../lib/cli/console.js';
import { packagePath } from '../../lib/package_root.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { kernelBenchFile, kernelBenchProblems } from '../../lib/torch/kernelbench.js';
import { parseProblemNumbers } from '../../lib/torch/problem_numbers.js';
import { fakePython } from './kernelbench_checkout.js';

describe('the problem that a command is about', () => {
  it('is the first of two words, unless an option names it', () => {
    assert.deepEqual(wordsOf(['relu', 'k.cu'], {}), { problemName: 'relu', candidatePath: 'k.cu' });
    assert.deepEqual(wordsOf(['k.cu'], { torch: 'm.py' }), { problemName: null, candidatePath: 'k.cu' });
    assert.throws(() => wordsOf(['k.cu'], {}), /Expected a problem and a candidate but found: k\.cu/);
    assert.throws(() => wordsOf(['relu', 'k.cu'], { kernelbench: 'kb' }), /Expected a candidate alone/);
  });

  it('is the same module from another folder', () => {
    assert.equal(namedModule('a/m.py:Block'), `${resolve('a/m.py')}:Block`);
    assert.throws(() => namedModule('m.py:'), /Expected --torch with FILE\.py.* but found "m\.py:"/);
  });

  it('is named once, and wholly', async () => {
    const console = createConsole({ json: true });
    await assert.rejects(chosenProblem({ torch: 'm.py', kernelbench: 'kb' }, console), /found both/);
    await assert.rejects(chosenProblem({ kernelbench: 'kb', level: 1 }, console), /--level 1 --problem 19/);
  });
});

describe('a module that an option names', () => {
  after(closeHelpers);

  it('is said to be loading while it does', async () => {
    const told: string[] = [];
    const console = { ...createConsole({ json: true }), progress: (text: string) => void told.push(text) };
    const torch = packagePath('test', 'torch', 'modules', 'scaled_relu.py');
    const problem = await chosenProblem({ torch, python: fakePython }, console);
    assert.equal(problem.name, 'scaled_relu');
    assert.deepEqual(told, ['loading scaled_relu in PyTorch']);
  });

  it('has the deadline that is given, in milliseconds, and none of its own', () => {
    assert.deepEqual(helperHow({ python: 'python', moduleDeadline: 2.5 }), {
      python: 'python',
      moduleDeadlineMs: 2500,
    });
    assert.deepEqual(helperHow({}), {});
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

  it('is one of a set where several are named, or where there is a folder for candidates', () => {
    const isSet = (problem: string, ...words: string[]): boolean =>
      namesSet(words, { kernelbench: checkout, level: 1, problem: parseProblemNumbers(problem) });
    assert.deepEqual(
      [isSet('19', 'k.cu'), isSet('19', checkout), isSet('1-19', 'k.cu'), isSet('all')],
      [false, true, true, true],
    );
    assert.equal(namesSet([checkout], { torch: 'm.py' }), false);
  });

  it('is told apart from a set where one is expected', async () => {
    const choice = { kernelbench: checkout, level: 1, problem: parseProblemNumbers('all') };
    const console = createConsole({ json: true });
    await assert.rejects(chosenProblem(choice, console), /Expected --problem with one number here but found 2/);
    assert.deepEqual([...chosenFiles(choice).keys()], [2, 19]);
  });

  it('is found by its number', () => {
    assert.deepEqual(kernelBenchProblems(checkout, 1), [2, 19]);
    assert.equal(kernelBenchFile(checkout, 1, 19), join(checkout, 'KernelBench', 'level1', '19_ReLU.py'));
  });

  it('is missed with a word on what there is', () => {
    assert.throws(() => kernelBenchFile(checkout, 1, 20), /Expected problem 20 in .*level1 but found problems 2 to 19/);
    assert.throws(() => kernelBenchFile(checkout, 2, 1), /Expected --kernelbench with a checkout of KernelBench/);
  });
});
