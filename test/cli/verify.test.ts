import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
import { verdictSchema } from '../../lib/verify/verdict.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

const right = packagePath('test', 'candidates', 'vector_add', 'fast.cu');

describe('warpsmith verify --device sim', () => {
  const verify = (problem: string, candidate: string, ...words: string[]): ReturnType<typeof warpsmith> => {
    const path = packagePath('test', 'candidates', ...candidate.split('/'));
    return warpsmith(['verify', problem, path, '--device', 'sim', '--seed', '1', ...words]);
  };

  it('runs every small case, times nothing, says both, and exits with 0', async () => {
    const { code, stdout } = await verify('softmax', 'softmax/plain.cu', '--trials', '2');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /PASS softmax, case narrow, on the simulator: not timed\n/);
    assert.match(stdout, /not timed: the simulator executes, it does not time/);
    assert.match(stdout, /small cases run, here small, narrow; --case full/);
  });

  it('shows what is unsafe with its line and exits with 1', async () => {
    const { code, stdout } = await verify('relu', 'wrong/relu-writes_to_input.cu');
    assert.equal(code, 1, stdout);
    assert.match(stdout, /> +9 \| .*x\[i\] = fmaxf/);
    assert.match(
      stdout,
      /FAIL relu, case small: write to an input in clamp_in_place at candidate\.cu:9, block \(0, 0, 0\)/,
    );
  });

  it('prints one JSON document that the schema accepts, and nothing else', async () => {
    const { code, stdout, stderr } = await verify('vector_add', 'vector_add/fast.cu', '--json', '--deadline', '30');
    assert.equal(code, 0, stdout);
    const verdict = verdictSchema.parse(JSON.parse(stdout));
    assert.deepEqual([verdict.outcome, verdict.device?.id], ['pass', 'sim']);
    assert.equal(verdict.options.simulatedDeadlineMs, 30_000);
    assert.equal(stderr, '');
  });

  it('runs one case where one is named', async () => {
    const { code, stdout } = await verify('softmax', 'softmax/plain.cu', '--case', 'narrow', '--trials', '1');
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /small cases run/);
  });
});

describe('warpsmith verify --device none', () => {
  const folder = scratchFolder();
  const candidate = (
    plan: string,
    body = 'extern "C" __global__ void k(const float* a, float* c, int n) {}',
  ): string => {
    const path = join(folder(), 'candidate.cu');
    writeFileSync(path, `/*---\n${plan}\n---*/\n${body}\n`);
    return path;
  };
  const verify = (path: string, ...words: string[]): ReturnType<typeof warpsmith> =>
    warpsmith(['verify', 'vector_add', path, '--device', 'none', ...words]);
  const launch = (change: string): string =>
    `launch: [{ kernel: k, grid: [1], block: [32], args: [a, c, N], ${change} }]`;

  it('compiles, says which rungs it could not run, and exits with 3', async () => {
    const { code, stdout } = await verify(right);
    assert.equal(code, 3);
    assert.match(
      stdout.trimEnd().split('\n').at(-1) ?? '',
      /NOT RUN.*passed plan, policy, compile.*safe, correct, repeatable, time/,
    );
  });

  it('sends no colours into a pipe, on CI neither', async () => {
    const { stdout } = await warpsmith(['verify', 'vector_add', right, '--device', 'none'], { CI: 'true' });
    assert.ok(!stdout.includes('\u001b'), JSON.stringify(stdout));
  });

  it('prints one JSON document that the schema accepts, and nothing else', async () => {
    const { code, stdout, stderr } = await verify(right, '--json');
    assert.equal(code, 3);
    assert.equal(verdictSchema.parse(JSON.parse(stdout)).outcome, 'unverified');
    assert.equal(stderr, '');
  });

  it('prints an error as a JSON document too', async () => {
    const { code, stdout } = await warpsmith(['verify', 'nope', right, '--json']);
    assert.equal(code, 2);
    assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'bad-file');
  });

  it('shows a compile error with its line and exits with 1', async () => {
    const { code, stdout } = await verify(
      candidate(launch('shared: 0'), '__global__ void k(const float* a, float* c, int n)\n{ c[0] = oops; }'),
    );
    assert.equal(code, 1);
    assert.match(stdout, /candidate\.cu:5: identifier "oops" is undefined/);
    assert.match(stdout, /> +5 \| \{ c\[0\] = oops; \}/);
  });

  const complaints: [string, string, RegExp][] = [
    ['a header that is no YAML', 'launch: [', /line \d+ is none/],
    ['no launch', 'workspace: {}', /launch/],
    ['an unknown field', `${launch('shared: 0')}\nstreams: 2`, /streams/],
    [
      'an unknown name',
      'launch: [{ kernel: k, grid: [1], block: [1], args: [a, z, N] }]',
      /launch\[0\]\.args\[1\].*"z"/,
    ],
    [
      'an unknown dim',
      'launch: [{ kernel: k, grid: ["Q + 1"], block: [1], args: [a, c, N] }]',
      /launch\[0\]\.grid\[0\].*"Q" is no dim/,
    ],
    ['an unknown kernel', 'launch: [{ kernel: kk, grid: [1], block: [1], args: [a, c, N] }]', /found "kk".*defines k/],
    [
      'a grid of 0',
      'launch: [{ kernel: k, grid: ["N / 2000000"], block: [1], args: [a, c, N] }]',
      /launch\[0\]\.grid\[0\].*gives 0/,
    ],
    [
      'a grid beyond the limit',
      'launch: [{ kernel: k, grid: [1, 65536], block: [1], args: [a, c, N] }]',
      /grid\[1\].*1 to 65535.*65536/,
    ],
    [
      'a block beyond the limit',
      'launch: [{ kernel: k, grid: [1], block: [1024, 2], args: [a, c, N] }]',
      /1024 threads per block/,
    ],
    ['too much shared memory', launch('shared: "4 * N"'), /launch\[0\]\.shared.*dynamic shared memory/],
    [
      'a number for a pointer',
      'launch: [{ kernel: k, grid: [1], block: [1], args: [a, N, N] }]',
      /args\[1\].*pointer "float\*".*number N/,
    ],
    [
      'a pointer for a number',
      'launch: [{ kernel: k, grid: [1], block: [1], args: [a, c, c] }]',
      /args\[2\].*number for "int".*tensor "c"/,
    ],
    [
      'too few arguments',
      'launch: [{ kernel: k, grid: [1], block: [1], args: [a, c] }]',
      /3 arguments for k\(float const\*, float\*, int\) but found 2/,
    ],
    [
      'an expression that is no arithmetic',
      'launch: [{ kernel: k, grid: ["require(1)"], block: [1], args: [a, c, N] }]',
      /only ceildiv, min and max/,
    ],
  ];
  for (const [what, plan, message] of complaints) {
    it(`names ${what} and exits with 1`, async () => {
      const { code, stdout, stderr } = await verify(candidate(plan));
      assert.equal(code, 1, stderr);
      assert.match(stdout.replaceAll('\n', ' '), message);
      assert.match(stdout, /FAIL vector_add, case full: the launch plan cannot be used/);
    });
  }
});

describe('warpsmith without its compiler', () => {
  const folder = scratchFolder();

  it('lists every place tried, with the remedy, and exits with 3', async () => {
    const env = { WARPSMITH_NVRTC: join(folder(), 'nothing-here') };
    const { code, stderr } = await warpsmith(['verify', 'vector_add', right], env);
    assert.equal(code, 3);
    assert.match(stderr, /nothing-here/);
    assert.match(stderr, /pip install nvidia-cuda-nvrtc/);
  });

  it('doctor says what is missing and exits with 3', async () => {
    const env = {
      WARPSMITH_NVRTC: join(folder(), 'nothing-here'),
      WARPSMITH_CUDA_DRIVER: join(folder(), 'libcuda.so.1'),
    };
    const { code, stdout } = await warpsmith(['doctor', '--json'], env);
    assert.equal(code, 3);
    const { healthy, findings } = JSON.parse(stdout) as { healthy: boolean; findings: { what: string; ok: boolean }[] };
    assert.equal(healthy, false);
    assert.deepEqual(
      findings.filter(({ ok }) => !ok).map(({ what }) => what),
      ['compiler', 'gpu'],
    );
  });

  it('problems need neither', async () => {
    const { code, stdout } = await warpsmith(['problems', '--json'], { WARPSMITH_NVRTC: folder() });
    assert.equal(code, 0);
    const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
    for (const name of [
      'vector_add',
      'relu',
      'softmax',
      'layernorm',
      'matmul',
      'matmul_f16',
      'conv2d',
      'cumsum',
      'argmax',
      'attention_causal',
      'attention_full',
      'attention_full_f16',
      'attention_relative',
      'attention_alibi',
      'attention_softcap',
      'attention_sliding_window',
      'attention_document',
      'attention_grouped_query',
      'attention_neighbourhood',
    ]) {
      assert.ok(names.includes(name), `expected the built-in problem ${name}`);
    }
  });
});
