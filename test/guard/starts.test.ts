import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Engine } from '../../lib/verify/engine.js';
import { isAlive, judge, onFakeGpu, openGuarded, until } from './fake_gpu.js';

/** Runs `work` with variables that processes started meanwhile inherit. */
async function within<T>(variables: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before_ = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

/** Node ends at once with it. */
const broken = { NODE_OPTIONS: '--require /nowhere/at/all.cjs' };

describe('opening a guarded engine', () => {
  onFakeGpu();

  it('rejects with what opening in this process rejects with', async () => {
    const nowhere = { WARPSMITH_CUDA_DRIVER: '/nowhere/libcuda.so.1' };
    await within(nowhere, () => assert.rejects(openGuarded(), { name: 'WarpsmithError', code: 'no-device' }));
    await assert.rejects(Engine.open({ device: 'gpu', isolation: 'guarded' }), {
      code: 'bad-option',
      message: /"gpu"/,
    });
    const uncompiling = { WARPSMITH_NVRTC: '/nowhere' };
    await within(uncompiling, () => assert.rejects(openGuarded({ device: 'none' }), { code: 'no-compiler' }));
  });

  it('gives up after some processes that end while they start, and says what they said', async () => {
    await within(broken, () =>
      assert.rejects(openGuarded(), { code: 'engine-failed', message: /exit code 1[^]*Cannot find module/ }),
    );
  });

  it('gives up on a process that does not open its device', async () => {
    await assert.rejects(openGuarded({ patience: { tickMs: 1, openTicks: 3, starts: 2 } }), {
      code: 'engine-failed',
      message: /open its device within 3 ms/,
    });
  });

  it('tells all who wait when no process can be had any more, and tries again for the next', async () => {
    await using engine = await openGuarded({ spare: false });
    await within({ WARPSMITH_CUDA_DRIVER: '/nowhere/libcuda.so.1' }, async () => {
      const fault = judge(engine, 'fault_k');
      const waiting = Array.from({ length: 6 }, () => assert.rejects(judge(engine, 'k'), { code: 'no-device' }));
      assert.equal((await fault).outcome, 'fault');
      await Promise.all(waiting);
    });
    assert.equal((await judge(engine, 'k')).outcome, 'pass');
  });

  it('works with the flags of a process that its own processes must not have', async () => {
    const script = join(import.meta.dirname, 'opens_engine.js');
    const child = spawn(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(script)})`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const [output, [code]] = await Promise.all([text(child.stdout), exit]);
    assert.deepEqual([code, (JSON.parse(output) as { outcome: string }).outcome], [0, 'unverified']);
  });
});

describe('the end of a process with a guarded engine', () => {
  onFakeGpu();

  async function started(...words: string[]): Promise<{ parent: ReturnType<typeof spawn>; children: number[] }> {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'opens_engine.js'), ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let line = '';
    parent.stdout.on('data', (data: Buffer) => (line += data.toString()));
    await until(() => line.includes('\n'));
    const { processes } = JSON.parse(line) as { processes: { active: number | null; spare: number | null } };
    return { parent, children: [processes.active, processes.spare].filter((pid) => pid !== null) };
  }

  for (const state of ['idle', 'busy'] as const) {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      it(`by ${signal} while ${state} leaves none of its processes`, async () => {
        const { parent, children } = await started('cuda:0', state);
        assert.equal(children.length, 2);
        for (const pid of children) assert(isAlive(pid));
        parent.kill(signal);
        for (const pid of children) await until(() => !isAlive(pid));
      });
    }
  }

  it('comes by itself when it has nothing more to do, and leaves none', async () => {
    const { parent, children } = await started('cuda:0', 'leave');
    if (parent.exitCode === null) await once(parent, 'exit');
    assert.equal(parent.exitCode, 0);
    for (const pid of children) await until(() => !isAlive(pid));
  });
});
