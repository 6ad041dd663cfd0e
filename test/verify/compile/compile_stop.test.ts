import assert from 'node:assert/strict';
import { compile, compiled, slowSource } from '../sample_compile.js';

describe('CompileService: a compile that takes too long', () => {
  it('ends at its deadline with an error that says so, and the next one works', async () => {
    const result = await compile(slowSource(1), ['k'], { deadlineMs: 200 });
    assert(result.kind === 'errors');
    assert.deepEqual(result.errors, [
      {
        file: 'candidate.cu',
        line: 0,
        message: 'The compiler was stopped: it was not done after 200 ms.',
        excerpt: [],
      },
    ]);
    await compiled('extern "C" __global__ void after() {}', ['after']);
  });

  it('is compiled again when it is given more time', async () => {
    const source = slowSource(2);
    const first = await compile(source, ['k'], { deadlineMs: 1 });
    const second = await compile(source, ['k'], { deadlineMs: 150 });
    assert(first.kind === 'errors' && second.kind === 'errors');
    assert.match(first.log, /not done after 1 ms/);
    assert.match(second.log, /not done after 150 ms/);
  });
});

describe('CompileService: a signal', () => {
  it('that fired before stops the request', async () => {
    await assert.rejects(compile('', ['k'], { signal: AbortSignal.abort() }), { code: 'aborted' });
  });

  it('ends a compile in its middle, and the next one works', async () => {
    const controller = new AbortController();
    const stopped = compile(slowSource(3), ['k'], { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(stopped, { code: 'aborted' });
    await compiled('extern "C" __global__ void after_signal() {}', ['after_signal']);
  });

  it('ends a request at once that waits for another', async () => {
    const long = new AbortController();
    const short = new AbortController();
    const running = compile(slowSource(4), ['k'], { signal: long.signal });
    const waiting = compile('extern "C" __global__ void waiting() {}', ['waiting'], { signal: short.signal });
    let runningEnded = false;
    const ended = assert.rejects(running, { code: 'aborted' }).then(() => (runningEnded = true));
    short.abort();
    await assert.rejects(waiting, { code: 'aborted' });
    assert(!runningEnded, 'the waiting request ended only with the running one');
    long.abort();
    await ended;
  });

  it('that fires after the end changes nothing', async () => {
    const controller = new AbortController();
    const source = 'extern "C" __global__ void late() {}';
    const result = await compile(source, ['late'], { signal: controller.signal });
    controller.abort();
    assert.equal(await compile(source, ['late']), result);
  });

  it('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...words: Parameters<typeof add>): void => {
      listeners++;
      add(...words);
    };
    signal.removeEventListener = (...words: Parameters<typeof remove>): void => {
      listeners--;
      remove(...words);
    };
    await compile('extern "C" __global__ void listening() {}', ['listening'], { signal });
    assert.equal(listeners, 0);
  });
});
