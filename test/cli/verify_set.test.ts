import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Checkout, fakePython, kernelBenchCheckout, moduleText, scaledRelu } from './kernelbench_checkout.js';
import { type Ended, start, warpsmith } from './warpsmith_process.js';

interface Line {
  problem?: number;
  candidate?: string | null;
  verdict?: { outcome: string };
  error?: { code: string; message: string };
  summary?: Record<string, number>;
}

describe('warpsmith verify of a set', function () {
  this.timeout(120_000);
  const checkout = kernelBenchCheckout();

  function words({ folder, candidates }: Checkout, problem: string, ...more: string[]): string[] {
    const set = ['--kernelbench', folder, '--level', '1', '--problem', problem];
    return ['verify', ...set, candidates, '--python', fakePython, '--device', 'sim', ...more];
  }
  const lines = ({ stdout }: Ended): Line[] =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const modules = (...names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, moduleText]));

  it('goes on after each module that is broken, each helper that dies and each candidate that is wrong or missing', async () => {
    const names = [
      '1_Relu',
      '2_Raises',
      '3_Dies',
      '4_DiesLater',
      '5_Memory',
      '6_NoModel',
      '7_NoInputs',
      '8_A',
      '9_B',
      '10_C',
      '11_D',
    ];
    const files = names.map((name) => `${name}.py`);
    const right = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 11].map((number) => [`${number}_k.cu`, scaledRelu()]));
    const own = checkout(modules(...files), {
      ...right,
      '8_wrong.cu': scaledRelu('x[at]'),
      '10_one.cu': scaledRelu(),
      '10_two.cu': scaledRelu(),
      'notes.txt': '',
    });
    const ended = await warpsmith(words(own, 'all', '--json'));
    assert.equal(ended.code, 1, ended.stderr);
    const found = lines(ended);
    assert.deepEqual(
      found.map(({ problem, verdict, error }) => [problem, verdict?.outcome ?? error?.code]),
      [
        [1, 'pass'],
        [2, 'bad-module'],
        [3, 'torch-failed'],
        [4, 'torch-failed'],
        [5, 'device-out-of-memory'],
        [6, 'bad-module'],
        [7, 'bad-module'],
        [8, 'incorrect'],
        [9, 'bad-file'],
        [10, 'bad-file'],
        [11, 'pass'],
        [undefined, undefined],
      ],
    );
    const messages = [
      /2_Raises\.py to run but found ValueError: unlucky\nline 3, in forward/,
      /exit status 9\. last words/,
      /answer "load" but .* exit status 9\. last words/,
      /can't allocate memory/,
      /Expected the class Model in .*6_NoModel\.py but found none/,
      /7_NoInputs\.py: Expected get_inputs\(\) to return tensors and numbers but found dict/,
    ];
    for (const [i, message] of messages.entries()) assert.match(found[i + 1]?.error?.message ?? '', message);
    assert.match(found[8]?.error?.message ?? '', /Expected one candidate for 9_B, such as 9_name\.cu, but found none/);
    assert.match(found[9]?.error?.message ?? '', /but found 10_one\.cu and 10_two\.cu/);
    assert.deepEqual(found.at(-1)?.summary, { problems: 11, passed: 2, failed: 1, notRun: 0, broken: 8, left: 0 });
  });

  it('has a line for each, tells what it comes to, and exits with 0 when all pass', async () => {
    const own = checkout(modules('1_A.py', '2_B.py', '3_C.py', '19_D.py'), {
      '01.cu': scaledRelu(),
      '3_k.cu': scaledRelu(),
      '19_k.cu': scaledRelu(),
    });
    const { code, stdout, stderr } = await warpsmith(words(own, '1,3-20'));
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^ {2}1 {2}PASS model_1_a.*\n {2}3 {2}PASS model_3_c.*\n 19 {2}PASS model_19_d.*\n3 of 3 passed\n$/,
    );
  });

  it('takes one problem of a folder, and tells of failures by what they are', async () => {
    const own = checkout(modules('7_A.py'), { '7_k.cu': scaledRelu('0.0f') });
    const { code, stdout } = await warpsmith(words(own, '7'));
    assert.equal(code, 1);
    assert.match(stdout, /^ {2}7 {2}FAIL model_7_a.*: wrong result\n0 of 1 passed, 1 failed\n$/);
  });

  it("loads each module as the options say: with TF32, which KernelBench's conditions leave as it is", async () => {
    const own = checkout(modules('1_Relu.py'), { '1_k.cu': scaledRelu() });
    const ended = await warpsmith(words(own, 'all', '--json', '--tf32', '--conditions', 'kernelbench'));
    const [{ error } = {}] = lines(ended);
    assert.deepEqual([ended.code, error?.code], [1, 'bad-option'], ended.stdout);
    assert.match(error?.message ?? '', /no choice of TF32/);
  });

  it('tells of a module that hangs when its deadline is over, and goes on', async () => {
    const names = ['1_Hangs.py', '2_HangsLater.py', '3_A.py'];
    const own = checkout(modules(...names), { '1.cu': scaledRelu(), '2.cu': scaledRelu(), '3.cu': scaledRelu() });
    const ended = await warpsmith(words(own, 'all', '--json', '--module-deadline', '2'));
    const found = lines(ended);
    assert.deepEqual(
      found.map(({ error, verdict }) => error?.code ?? verdict?.outcome),
      ['torch-failed', 'torch-failed', 'pass', undefined],
      ended.stdout,
    );
    assert.match(found[0]?.error?.message ?? '', /answer "describe" but it did not within 2 s .* --module-deadline/);
    assert.match(found[1]?.error?.message ?? '', /answer "load" but it did not within 2 s .* --module-deadline/);
  });

  it('refuses a deadline that is none', async () => {
    const own = checkout(modules('1_A.py'), { '1.cu': scaledRelu() });
    const { code, stderr } = await warpsmith(words(own, 'all', '--module-deadline', 'long'));
    assert.equal(code, 2);
    assert.match(stderr, /Expected a number from 0\.001 to 3600 for --module-deadline but found "long"/);
  });

  it('ends where every further problem would meet the same: no PyTorch', async () => {
    const own = checkout(modules('1_A.py', '2_B.py'), { '1.cu': scaledRelu(), '2.cu': scaledRelu() });
    const { code, stdout, stderr } = await warpsmith(words(own, 'all'), { FAKE_START: 'unfit' });
    assert.equal(code, 3);
    assert.equal(stdout, '0 of 2 passed, 2 not come to\n');
    assert.match(stderr, /No module named 'torch'/);
    assert.equal(stderr.match(/WARPSMITH_PYTHON/g)?.length, 1, 'it is told once');
  });

  it('stops in order on Ctrl-C, also while a module hangs', async () => {
    const own = checkout(modules('1_A.py', '2_Hangs.py', '3_B.py'), {
      '1.cu': scaledRelu(),
      '2.cu': scaledRelu(),
      '3.cu': scaledRelu(),
    });
    const running = start(words(own, 'all', '--json'));
    await running.says('{"problem":1');
    // By now or soon it asks for the second module; either way it stops there.
    await sleep(300);
    running.process.kill('SIGINT');
    const ended = await running.ended;
    assert.equal(ended.code, 130, ended.stderr);
    const found = lines(ended);
    assert.deepEqual(found[1]?.summary, { problems: 3, passed: 1, failed: 0, notRun: 0, broken: 0, left: 2 });
    assert.equal(found[2]?.error?.code, 'aborted');
  });

  for (const [what, problem, candidates, message] of [
    ['a file in place of the folder', 'all', 'k.cu', /Expected a folder with a candidate for each problem/],
    ['a folder without candidates', 'all', '.', /Expected candidates by number, such as 19_relu\.cu/],
    ['a problem that is not there', '1,20', null, /Expected problem 20 in .*level1 but found problems 1 to 1/],
    ['a range without any', '30-40', null, /found none of those that are named/],
    ['no numbers', 'some', null, /such as 19 or 1-20,23, but found "some"/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const own = checkout(modules('1_A.py'), { '1.cu': scaledRelu() });
      const given = words(own, problem).map((word) =>
        word === own.candidates && candidates !== null ? `${own.folder}/${candidates}` : word,
      );
      const { code, stdout, stderr } = await warpsmith(given);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    });
  }
});
