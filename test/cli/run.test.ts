import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../lib/demo/faults.js';
import { type LoopbackOptions, type LoopbackServer, startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { start, warpsmith } from './warpsmith_process.js';

const candidate = readFileSync(packagePath('test', 'candidates', 'relu', 'fast.cu'), 'utf8');
const turn = { reasoning: 'Sixteen bytes a thread.', answer: `Here it is.\n\`\`\`cuda\n${candidate}\n\`\`\`\n` };
const turns = [turn, turn, turn];

function words(server: { baseUrl: string }, folder: string, ...more: string[]): string[] {
  const where = ['--base-url', server.baseUrl, '--model', 'recorded', '--device', 'none', '--out', folder];
  return ['run', 'relu', ...where, '--max-retries', '0', ...more];
}

function events(folder: string): { type: string }[] {
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { type: string });
}

const serve = (options: LoopbackOptions = {}): Promise<LoopbackServer> => startLoopbackServer({ turns }, options);

describe('warpsmith run', () => {
  const scratch = scratchFolder();
  const folder = (): string => join(scratch(), 'run');

  it('keeps everything in its folder, and the key out of it', async () => {
    await using server = await serve();
    const env = { WARPSMITH_API_KEY: 'sk-very-secret' };
    const { code, stdout } = await warpsmith(words(server, folder(), '--candidates', '2', '--json'), env);
    assert.equal(code, 1, 'nothing is solved where nothing can be run');
    const report = JSON.parse(stdout) as { solved: boolean; problems: { turns: number }[] };
    assert.equal(report.solved, false);
    assert.equal(report.problems[0]?.turns, 2);
    assert.deepEqual(readdirSync(join(folder(), 'candidates', 'relu')), ['001.cu', '002.cu']);
    assert.equal(readFileSync(join(folder(), 'candidates', 'relu', '001.cu'), 'utf8').trim(), candidate.trim());
    assert.equal(server.requests[0]?.authorization, 'Bearer sk-very-secret');
    for (const name of ['run.json', 'journal.jsonl']) {
      assert.doesNotMatch(readFileSync(join(folder(), name), 'utf8'), /sk-very-secret/);
    }
  });

  it('never sends reasoning back', async () => {
    await using server = await serve();
    await warpsmith(words(server, folder(), '--candidates', '2'));
    assert.equal(server.requests.length, 2);
    assert.doesNotMatch(server.requests[1]?.body ?? '', /Sixteen bytes a thread/);
  });

  const status = (code: number, more: Partial<Fault & { kind: 'status' }> = {}): Fault => ({
    kind: 'status',
    status: code,
    ...more,
  });
  const failures: [string, Fault, RegExp][] = [
    ['a wrong key (401)', status(401), /key/i],
    ['no balance (402)', status(402), /balance/i],
    ['too many requests (429)', status(429, { retryAfter: '1' }), /429|too many|rate/i],
    ['a broken server (500)', status(500), /500/],
    ['an overloaded server (503)', status(503), /503|overloaded|busy/i],
    ['a stream that breaks off', { kind: 'break-off', afterEvents: 4 }, /broke|ended|closed|connection/i],
    [
      'insufficient_system_resource',
      { kind: 'finish', reason: 'insufficient_system_resource', share: 0.5 },
      /resources/,
    ],
  ];
  for (const [what, fault, message] of failures) {
    it(`says what to do about ${what}, keeps the run, and exits with 2`, async () => {
      await using server = await serve({ fault: ({ index }) => (index === 1 ? fault : undefined) });
      const { code, stdout } = await warpsmith(words(server, folder(), '--candidates', '3'));
      assert.equal(code, 2, stdout);
      assert.match(stdout, message);
      assert.match(stdout, /warpsmith resume/);
      assert.deepEqual(readdirSync(join(folder(), 'candidates', 'relu')), ['001.cu']);
      const resumed = await warpsmith(['resume', folder(), '--max-retries', '0']);
      assert.equal(resumed.code, 1, resumed.stderr);
      assert.deepEqual(readdirSync(join(folder(), 'candidates', 'relu')), ['001.cu', '002.cu', '003.cu']);
    });
  }

  it('says so when there is no server', async () => {
    const server = await serve();
    await server.close();
    const { code, stdout } = await warpsmith(words(server, folder(), '--budget', '1m'));
    assert.equal(code, 2);
    assert.match(stdout, /No connection to http:\/\/127\.0\.0\.1:.*Is the server running\?/);
  });

  it('asks for less when an answer was cut off (finish_reason length)', async () => {
    const fault: Fault = { kind: 'finish', reason: 'length', share: 0.6 };
    await using server = await serve({ fault: ({ index }) => (index === 0 ? fault : undefined) });
    const { stdout } = await warpsmith(words(server, folder(), '--candidates', '2'));
    assert.match(stdout, /cut-off/);
    assert.match(server.requests[1]?.body ?? '', /cut off/i);
  });

  it('stops in order on Ctrl-C with exit code 130, and goes on from there', async () => {
    await using server = await serve({ delayMs: 20, chunkSize: 4 });
    const running = start(words(server, folder(), '--candidates', '1'));
    await running.says('relu');
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    running.process.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 130, stderr);
    assert.match(stdout, /warpsmith resume/);
    assert.ok(events(folder()).some(({ type }) => type === 'run-stopped'));
    assert.ok(!existsSync(join(folder(), 'run.lock')), 'the folder is given back');
    await server.close();

    await using faster = await serve();
    const options = join(folder(), 'run.json');
    const text = readFileSync(options, 'utf8').replace(server.baseUrl, faster.baseUrl);
    writeFileSync(options, text);
    const resumed = await warpsmith(['resume', folder()]);
    assert.equal(resumed.code, 1, resumed.stderr);
    assert.deepEqual(readdirSync(join(folder(), 'candidates', 'relu')), ['001.cu']);
  });

  it('says what is safe when the disk is full, and exits with 2', async () => {
    await using server = await serve();
    const first = await warpsmith(words(server, folder(), '--candidates', '1'));
    assert.equal(first.code, 1, first.stderr);
    const journal = join(folder(), 'journal.jsonl');
    rmSync(journal);
    symlinkSync('/dev/full', journal);
    const { code, stderr } = await warpsmith(['resume', folder()]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /disk|space/i);
    assert.ok(existsSync(join(folder(), 'candidates', 'relu', '001.cu')));
  });

  it('does not overwrite a run', async () => {
    await using server = await serve();
    await warpsmith(words(server, folder(), '--candidates', '1'));
    const { code, stderr } = await warpsmith(words(server, folder(), '--candidates', '1'));
    assert.equal(code, 2);
    assert.match(stderr, /holds a run already/);
  });
});
