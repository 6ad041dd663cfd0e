import assert from 'node:assert/strict';
import { LineProcess } from '../../lib/process/line_process.js';
import { isGone } from './is_gone.js';

const options = { environment: process.env, parse: (line: string): unknown => JSON.parse(line) };
const start = (script: string): LineProcess<unknown> => LineProcess.start(process.execPath, ['-e', script], options);

describe('LineProcess', () => {
  it('hands each line over, also one that came before it was asked for', async () => {
    const running = start(`console.log('1\\n2'); process.stdin.on('data', (text) => console.log(text.length))`);
    assert.deepEqual(await running.next(20_000), { answer: 1 });
    assert.deepEqual(await running.ask({}, 20_000), { answer: 2 });
    assert.deepEqual(await running.next(20_000), { answer: 3 });
    await running.stop();
    assert.equal(running.alive, false);
  });

  it('ends the process at the limit, with what that had started', async () => {
    const running = start(
      `console.log(require('node:child_process').spawn('sleep', ['600']).pid); setTimeout(() => {}, 600000)`,
    );
    const started = await running.next(20_000);
    assert.ok('answer' in started);
    assert.deepEqual(await running.next(50), { overMs: 50 });
    assert.ok(await isGone(Number(started.answer)));
  });

  it('ends what had made a process group of its own, as compilers under ninja do', async () => {
    const running = LineProcess.start('bash', ['-c', 'set -m; sleep 600 & echo $!; wait'], options);
    const started = await running.next(20_000);
    assert.ok('answer' in started);
    await running.stop();
    assert.ok(await isGone(Number(started.answer)));
  });

  it('tells how a process ended, and its last words', async () => {
    const running = start(`console.error('no such thing'); process.exitCode = 5`);
    const ended = await running.next(20_000);
    assert.deepEqual(ended, { words: 'the process ended with exit status 5. no such thing' });
    assert.deepEqual(await running.ask({}, 20_000), ended);
  });

  it('does not wait for what an ended process had started', async () => {
    const running = LineProcess.start('bash', ['-c', 'sleep 600 & echo $!; exit 7'], options);
    const started = await running.next(20_000);
    assert.ok('answer' in started);
    assert.deepEqual(await running.next(20_000), { words: 'the process ended with exit status 7.' });
    assert.ok(await isGone(Number(started.answer)));
  });

  it('tells of a program that is not there', async () => {
    const running = LineProcess.start('no-such-program', [], options);
    const ended = await running.next(20_000);
    assert.ok('words' in ended && ended.words.includes('ENOENT'), JSON.stringify(ended));
  });
});
