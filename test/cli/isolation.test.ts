import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { fakeDriver } from '../native/fake_driver/build.js';
import { needsFakeDriver } from '../native/fake_driver/run_scenario.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

const kernels = ['reference', 'fault_k', 'k'];

/** A plan with one kernel, whose name says what the fake driver makes of it. */
function source(kernel: string, more = ''): string {
  return `/*---
${more}launch:
  - { kernel: ${kernel}, grid: [1], block: [32], args: [x, y, N] }
---*/
extern "C" __global__ void ${kernel}(const float* x, float* y, int n) { y[threadIdx.x] = x[threadIdx.x] + n; }`;
}

const problem = source(
  'reference',
  `name: tiny
summary: A sum.
dims: { N: 32 }
inputs: { x: { type: f32, shape: [N] } }
outputs: { y: { type: f32, shape: [N] } }
`,
);

function turn(kernel: string): { reasoning: string; answer: string } {
  return { reasoning: 'So be it.', answer: `\`\`\`cuda\n${source(kernel)}\n\`\`\`\n` };
}

describe('warpsmith run with candidates that take the GPU (of the fake driver)', () => {
  needsFakeDriver();
  const scratch = scratchFolder();
  const turns = [turn('fault_k'), turn('k')];

  async function play(isolation: string) {
    await using server = await startLoopbackServer({ turns });
    const folder = join(scratch(), 'run');
    const file = join(scratch(), 'tiny.cu');
    writeFileSync(file, problem);
    const env = {
      WARPSMITH_CUDA_DRIVER: fakeDriver(),
      FAKE_CUDA_PARAMETERS: kernels.map((name) => `${name}=8,8,4`).join(';'),
      FAKE_CUDA_COMPARED: '1',
    };
    const where = ['--base-url', server.baseUrl, '--model', 'recorded', '--out', folder, '--device', 'cuda:0'];
    const ended = await warpsmith(['run', file, ...where, '--candidates', '2', '--isolation', isolation], env);
    const journal = readFileSync(join(folder, 'journal.jsonl'), 'utf8');
    const verdicts = [...journal.matchAll(/"outcome":"([a-z-]+)"/g)].map(([, outcome]) => outcome);
    return { ...ended, verdicts, asked: server.requests.map(({ body }) => body) };
  }

  it('goes on guarded: the fault is the next prompt', async () => {
    const { code, stdout, stderr, verdicts, asked } = await play('guarded');
    assert.equal(code, 0, stdout + stderr);
    assert.equal(verdicts[0], 'fault');
    assert.equal(verdicts.at(-1), 'pass');
    assert.match(asked[1] ?? '', /CUDA_ERROR_ILLEGAL_ADDRESS/);
  });

  it('ends without a guard, and says how to go on', async () => {
    const { code, stdout, verdicts } = await play('none');
    assert.equal(code, 3);
    assert.deepEqual(verdicts, ['fault']);
    assert.match(stdout, /unusable for this process[^]*warpsmith resume/);
  });

  it('refuses another isolation', async () => {
    const { code, stderr } = await warpsmith(['verify', 'softmax', 'x.cu', '--isolation', 'glass']);
    assert.equal(code, 2);
    assert.match(stderr, /guarded/);
  });
});
