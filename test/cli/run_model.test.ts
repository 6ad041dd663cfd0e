import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { packagePath } from '../../lib/package_root.js';
import { readRunFile } from '../../lib/search/run_options.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { start, warpsmith } from './warpsmith_process.js';

const candidate = readFileSync(packagePath('test', 'candidates', 'relu', 'fast.cu'), 'utf8');
const answer = `Here it is.\n\`\`\`cuda\n${candidate}\n\`\`\`\n`;
const turns = [1, 2, 3].map(() => ({ reasoning: 'Sixteen bytes a thread.', answer }));

describe('warpsmith run: who answers', () => {
  const scratch = scratchFolder();
  const folder = (): string => join(scratch(), 'run');
  const words = (...more: string[]): string[] => ['run', 'relu', '--device', 'none', '--out', folder(), ...more];

  it('carries prompts and answers between files and a chat window, and stops and goes on in between', async () => {
    const chat = (name: string): string => join(folder(), 'chat', name);
    const running = start(words('--chat', '--candidates', '2'));
    await running.says('001.answer.md');
    assert.match(readFileSync(chat('001.prompt.md'), 'utf8'), /relu/i);
    writeFileSync(chat('001.answer.md'), answer);
    await running.says('002.answer.md');
    running.process.kill('SIGINT');
    const { code, stderr } = await running.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Send the prompt to the model in a new conversation/);

    writeFileSync(chat('002.answer.md'), answer);
    const resumed = await warpsmith(['resume', folder()]);
    assert.equal(resumed.code, 1, resumed.stderr);
    assert.deepEqual(readdirSync(join(folder(), 'candidates', 'relu')), ['001.cu', '002.cu']);
    assert.deepEqual(
      readdirSync(join(folder(), 'chat')).filter((name) => name.endsWith('.prompt.md')),
      ['001.prompt.md', '002.prompt.md'],
    );
  });

  it('takes address, model and dialect from a preset, and what is said besides from the command line', async () => {
    await using server = await startLoopbackServer({ turns }, { dialect: 'reasoning', cost: 0.01 });
    const where = ['--preset', 'openrouter', '--base-url', server.baseUrl];
    const { code, stderr } = await warpsmith(words(...where, '--budget', '10m,1 answer,$0.05', '--price', '1,2'));
    assert.equal(code, 1, stderr);
    const options = readRunFile(join(folder(), 'run.json'));
    assert.deepEqual(options.budget, { ms: 600_000, tokens: null, candidates: 1, dollars: 0.05 });
    const body = JSON.parse(server.requests[0]!.body) as Record<string, unknown>;
    assert.equal(body.model, 'deepseek/deepseek-r1-0528');
    assert.equal(body.temperature, 0.6);
    assert.ok(!('stream_options' in body));
    assert.ok(typeof body.max_tokens === 'number' && body.max_tokens < 25_000);
  });

  it('stops before the request that the money is too little for, and says so', async () => {
    await using server = await startLoopbackServer({ turns }, { cost: 0.6 });
    const where = ['--base-url', server.baseUrl, '--model', 'm'];
    const { stdout } = await warpsmith(words(...where, '--budget', '$1', '--price', '1,1000'));
    const lines = readFileSync(join(folder(), 'journal.jsonl'), 'utf8').trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { type: string; dollars?: number });
    const costs = events.flatMap(({ type, dollars }) => (type === 'answer' ? [dollars ?? Number.NaN] : []));
    const spent = costs.reduce((sum, cost) => sum + cost, 0);
    assert.equal(costs.length, server.requests.length);
    assert.ok(costs.length > 0 && spent <= 1 && spent + Math.max(...costs) > 1, `spent ${String(costs)}`);
    assert.match(stdout, /the money is used up, or too little for another answer/);
  });

  const wrong: [string, string[], RegExp][] = [
    ['an unknown preset', ['--preset', 'gpt', '--budget', '1m'], /Expected one of deepseek, nvidia/],
    ['neither a server nor a chat', ['--budget', '1m'], /--preset deepseek/],
    ['a preset without a model', ['--preset', 'nvidia', '--budget', '1m'], /--model/],
    ['a chat with a server', ['--chat', '--preset', 'deepseek', '--budget', '1m'], /either --chat or/],
    ['no budget', ['--chat'], /--budget/],
    ['one limit in two places', ['--chat', '--budget', '2k tokens', '--tokens', '5'], /either --tokens or/],
    [
      'money for tokens of unknown price',
      ['--base-url', 'https://models.example.org/v1', '--model', 'm', '--budget', '$3'],
      /--price 0\.55,0\.14,2\.19/,
    ],
  ];
  for (const [what, more, message] of wrong) {
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await warpsmith(words(...more));
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    });
  }

  it('says which variable holds the key of a preset', async () => {
    const { code, stderr } = await warpsmith(words('--preset', 'openrouter', '--budget', '1m'));
    assert.equal(code, 2);
    assert.match(stderr, /OPENROUTER_API_KEY or WARPSMITH_API_KEY/);
  });
});
