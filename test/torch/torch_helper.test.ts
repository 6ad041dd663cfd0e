import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { packagePath } from '../../lib/package_root.js';
import { type AskOptions, TorchHelper } from '../../lib/torch/torch_helper.js';
import { isGone } from '../process/is_gone.js';

const script = packagePath('test', 'torch', 'fake_helper.mjs');
const command = (how: string): string[] => [process.execPath, script, `start=${how}`];
const start = (how = 'well'): Promise<TorchHelper> => TorchHelper.start({ command: command(how) });
const load = { model: 'Model', sizes: {}, device: 'cpu', precision: 'f64', tf32: false, training: true } as const;

describe('TorchHelper (with a fake helper)', () => {
  let helper: TorchHelper;
  const describeFile = (file: string, options?: AskOptions) =>
    helper.describe({ file, model: 'Model', sizes: {} }, options);
  beforeEach(async () => {
    helper = await start();
  });
  afterEach(() => helper.close());

  it('tells what the helper says of itself', () => {
    const { torch, cuda, why } = helper.ready;
    assert.deepEqual([torch, cuda, why, helper.generation], ['2.11.0', null, 'a fake', 1]);
  });

  for (const [how, words] of [
    ['unfit', /No module named 'torch'/],
    ['dies', /exit status 3[^]*Segmentation fault, perhaps/],
    ['garbage', /Welcome to Python!/],
    ['other-version', /Expected version 1 of the protocol/],
  ] as const) {
    it(`does not start with one that is ${how}, and says what to do`, async () => {
      await assert.rejects(start(how), { code: 'no-torch', message: words });
      await assert.rejects(start(how), { code: 'no-torch', message: /WARPSMITH_PYTHON/ });
    });
  }

  it('does not wait longer for one that hangs than it is told', async () => {
    const starting = TorchHelper.start({ command: command('hangs'), startMs: 200 });
    await assert.rejects(starting, { code: 'no-torch', message: /not ready within 200 ms/ });
  });

  it('says so when the program is not there', async () => {
    await assert.rejects(TorchHelper.start({ command: ['no-such-program'] }), { code: 'no-torch', message: /ENOENT/ });
  });

  it('stops a start when the signal fires', async () => {
    const signal = AbortSignal.timeout(100);
    await assert.rejects(TorchHelper.start({ command: command('hangs'), signal }), { code: 'aborted' });
  });

  for (const how of ['slow', 'loud']) {
    it(`waits for one that starts ${how}`, async () => {
      const other = await start(how);
      await other.close();
      assert.equal(other.ready.protocol, 1);
    });
  }

  it('answers what is asked at once in its order', async () => {
    const docs = await Promise.all(Array.from({ length: 20 }, async () => (await describeFile('m.py')).doc));
    assert.deepEqual(
      docs,
      Array.from({ length: 20 }, (_, i) => `${i + 1}`),
    );
  });

  it('reads a reply that comes byte by byte, and one after much on stderr', async () => {
    assert.equal((await describeFile('split')).doc, 'größer ⟨π⟩ \u2028 🜁');
    assert.equal((await describeFile('loud')).doc, '');
  });

  for (const [file, words] of [
    ['die', /exit status 9\. last words/],
    ['killed', /SIGKILL/],
    ['garbage', /no JSON/],
    ['wrong-id', /reply to request \d+, where \d+ was asked/],
    ['wrong-fields', /not as agreed[^]*more/],
    ['no-id', /reply to request null/],
  ] as const) {
    it(`tells of "${file}" in mid-request, ends the process and goes on with a fresh one`, async () => {
      const pid = Number(helper.pid);
      await assert.rejects(describeFile(file), { code: 'torch-failed', message: words });
      assert.ok(await isGone(pid), 'the process goes on');
      assert.equal((await describeFile('m.py')).doc, '1');
      assert.equal(helper.generation, 2);
    });
  }

  it('does not take a reply too many for the next one', async () => {
    await describeFile('twice');
    await assert.rejects(describeFile('m.py'), { code: 'torch-failed', message: /found a reply to request/ });
  });

  it('ends a process that does not answer in time', async () => {
    const pid = Number(helper.pid);
    const message = /did not within 100 ms and was ended\. .*--module-deadline SECONDS \(deadlineMs\)/;
    await assert.rejects(describeFile('hang', { timeoutMs: 100 }), { code: 'torch-failed', message });
    assert.ok(await isGone(pid), 'the process goes on');
  });

  it('stops what is asked when the signal fires, and what waits without harm to what runs', async () => {
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = assert.rejects(describeFile('hang', { signal: running.signal }), { code: 'aborted' });
    const second = assert.rejects(describeFile('m.py', { signal: waiting.signal }), { code: 'aborted' });
    waiting.abort();
    await second;
    assert.ok(!(await isGoneNow(Number(helper.pid))), 'the process was ended for a request that only waited');
    running.abort();
    await first;
    assert.equal((await describeFile('m.py')).doc, '1');
  });

  it('tells what was wrong with a module, where, and goes on with the same process', async () => {
    const message = 'raises: Expected a module but found none.\nline 3, in forward\n    x @ y';
    await assert.rejects(describeFile('raises'), { code: 'bad-module', message, detail: 'module-failed' });
    await assert.rejects(describeFile('memory'), { code: 'device-out-of-memory', message: /^memory: / });
    await assert.rejects(describeFile('unknown'), { code: 'torch-failed', message: /understand "describe"/ });
    assert.equal(helper.generation, 1);
  });

  it('asks how long a module takes, and names its file when that fails', async () => {
    const how = { how: 'eager', tf32: false, l2: 'cold', seed: 1, warmups: 0, runs: 2, fewest: 1, mostMs: 1 } as const;
    const asked = { model: 'Model', sizes: {}, device: 'cuda:0', training: true, ...how } as const;
    assert.deepEqual((await helper.time({ ...asked, file: 'm.py' })).samples, [1, 2]);
    await assert.rejects(helper.time({ ...asked, file: 'memory' }), {
      code: 'device-out-of-memory',
      message: /^memory: /,
    });
  });

  it('never takes a model of a fresh process for one that is gone', async () => {
    const { model: gone } = await helper.load({ ...load, file: 'a.py' });
    await assert.rejects(describeFile('die'));
    const { model } = await helper.load({ ...load, file: 'b.py' });
    const forward = (number: number) => helper.forward({ model: number, inputs: {}, outputs: {} });
    await assert.rejects(forward(gone), { code: 'torch-failed', message: /a\.py loaded is gone[^]*Load it again/ });
    assert.deepEqual(await forward(model), { ms: 1 });
    assert.deepEqual([helper.isLoaded(gone), helper.isLoaded(model)], [false, true]);
    assert.deepEqual(await helper.unload({ model: gone }), { bytes: 0 });
    assert.deepEqual(await helper.unload({ model }), { bytes: 5 });
    await assert.rejects(forward(model), { code: 'torch-failed', message: /not loaded/ });
  });

  it('ends with close, which stops what is asked and refuses what comes', async () => {
    const pid = Number(helper.pid);
    const asked = assert.rejects(describeFile('hang'), { code: 'aborted' });
    await sleep(20);
    await helper.close();
    await asked;
    assert.ok(await isGone(pid), 'the process goes on');
    await assert.rejects(describeFile('m.py'), { code: 'aborted' });
  });

  for (const ending of ['', 'process.kill(process.pid, "SIGKILL")']) {
    it(`lets a parent end ${ending ? 'by SIGKILL' : 'by itself'}, and ends with it`, async () => {
      const code = `import { TorchHelper } from ${JSON.stringify(new URL('../../lib/torch/torch_helper.js', import.meta.url))};
        const helper = await TorchHelper.start(${JSON.stringify({ command: command('well') })});
        await helper.forget({ allocations: [] });
        process.stdout.write(helper.pid + '\\n', () => { ${ending} });`;
      const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      parent.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
      await once(parent, 'close');
      assert.ok(Number(printed) > 0, `the parent did not get so far: ${printed}`);
      assert.ok(await isGone(Number(printed)), 'the helper goes on without its parent');
    });
  }
});

async function isGoneNow(pid: number): Promise<boolean> {
  await sleep(20);
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}
