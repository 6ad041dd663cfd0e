import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../lib/demo/faults.js';
import { type LoopbackServer, startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { fakePython, kernelBenchCheckout, moduleText, scaledRelu } from './kernelbench_checkout.js';
import { warpsmith } from './warpsmith_process.js';

const turn = { reasoning: '', answer: `Here it is.\n\`\`\`cuda\n${scaledRelu()}\`\`\`\n` };

interface Report {
  solved: boolean;
  problems: { problem: string; solved: boolean; stopped: string; message: string | null }[];
  leftOut?: { problem: string; code: string; message: string }[];
}

describe('warpsmith run with PyTorch modules', function () {
  this.timeout(120_000);
  const scratch = scratchFolder();
  const checkout = kernelBenchCheckout();
  const folder = (): string => join(scratch(), 'run');

  function words({ baseUrl }: { baseUrl: string }, candidates: number, ...problems: string[]): string[] {
    const model = ['--base-url', baseUrl, '--model', 'recorded', '--max-retries', '0', '--candidates', `${candidates}`];
    return ['run', ...problems, '--python', fakePython, ...model, '--device', 'sim', '--out', folder()];
  }
  const serve = (fault?: (request: { index: number }) => Fault | undefined): Promise<LoopbackServer> =>
    startLoopbackServer({ turns: [turn, turn, turn] }, fault ? { fault } : {});
  const optionsOf = (): { problems: string[]; sha256: string[]; python: string; moduleDeadlineMs?: number } =>
    (JSON.parse(readFileSync(join(folder(), 'run.json'), 'utf8')) as { options: never }).options;
  function moduleFile(): string {
    const file = join(scratch(), 'scaled.py');
    writeFileSync(file, moduleText);
    return file;
  }

  it("sends the module's own source with the contract's names, and solves it", async () => {
    await using server = await serve();
    const file = moduleFile();
    const { code, stdout, stderr } = await warpsmith(words(server, 1, '--torch', `${file}:Model`));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /SOLVED scaled .*best\/scaled\.cu/);
    const { messages } = JSON.parse(server.requests[0]?.body ?? '') as { messages: { content: string }[] };
    const task = messages[0]?.content ?? '';
    // Prompts have no more than one empty line at a time.
    const source = moduleText.trim().replaceAll(/\n{3,}/g, '\n\n');
    assert.ok(task.includes(`\`\`\`python\n${source}\n\`\`\``), task);
    assert.match(task, /- `weight`: the parameter `weight`; any numbers\n/);
    assert.match(task, /\| mask \| input \| f32 \| \[mask_0\] \|/);
    assert.deepEqual(optionsOf().problems, [`${file}:Model`]);
    assert.equal(optionsOf().python, fakePython);

    const report = await warpsmith(['report', folder(), '--json']);
    assert.equal(report.code, 0, report.stderr);
    assert.deepEqual((JSON.parse(report.stdout) as { counts: object }).counts, {
      ...{ problems: 1, right: 1, faster: 0, withoutBaseline: 1 },
      ...{ notReached: 0, degenerate: 0, degenerateRight: 0 },
    });
    assert.equal((await warpsmith(['report', folder()])).code, 0);
  });

  it('takes problems of all kinds together, and tells of modules that are left out', async () => {
    await using server = await serve();
    const own = checkout(
      { '1_Relu.py': moduleText, '2_Raises.py': moduleText, '3_Dies.py': moduleText, '5_Relu.py': moduleText },
      {},
    );
    const set = ['--kernelbench', own.folder, '--level', '1', '--problem', '1-5'];
    const all = ['--torch', moduleFile(), ...set, '--goal', 'right', '--json'];
    const { code, stdout, stderr } = await warpsmith(words(server, 4, ...all));
    const report = JSON.parse(stdout) as Report;
    assert.deepEqual(
      report.problems.map(({ problem, solved }) => [problem, solved]),
      [
        ['scaled', true],
        ['model_1_relu', true],
        ['model_5_relu', true],
      ],
    );
    assert.deepEqual(
      report.leftOut?.map(({ code: what }) => what),
      ['bad-module', 'torch-failed'],
    );
    assert.match(stderr, /2_Raises is left out: .*ValueError: unlucky/);
    assert.match(stderr, /3_Dies is left out: .*exit status 9/);
    assert.equal(code, 1, 'not all that was wanted is solved');
    assert.equal(optionsOf().problems.length, 3);
  });

  it('ends the search for a problem alone whose helper dies while a candidate is judged', async () => {
    await using server = await serve();
    const own = checkout({ '1_DiesLater.py': moduleText, '2_Relu.py': moduleText }, {});
    const set = ['--kernelbench', own.folder, '--level', '1', '--problem', 'all', '--goal', 'right', '--json'];
    const { code, stdout, stderr } = await warpsmith(words(server, 2, ...set));
    assert.equal(code, 2, stderr);
    assert.deepEqual(
      (JSON.parse(stdout) as Report).problems.map(({ solved, stopped }) => [solved, stopped]),
      [
        [false, 'verifier'],
        [true, 'solved'],
      ],
    );
    assert.match((JSON.parse(stdout) as Report).problems[0]?.message ?? '', /exit status 9\. last words/);
  });

  it('waits for modules as long as it is told, when it goes on as well', async () => {
    await using server = await serve(({ index }) => (index === 0 ? { kind: 'status', status: 401 } : undefined));
    const file = join(scratch(), '1_HangsLater.py');
    writeFileSync(file, moduleText);
    const first = await warpsmith(words(server, 1, '--torch', file, '--module-deadline', '3000'));
    assert.equal(first.code, 2, first.stdout);
    assert.equal(optionsOf().moduleDeadlineMs, 3_000_000);

    const { code, stdout } = await warpsmith(['resume', folder(), '--max-retries', '0', '--module-deadline', '2']);
    assert.equal(code, 2, stdout);
    assert.match(stdout, /did not within 2 s and was ended\. .*--module-deadline/);
  });

  it('goes on with a run whose module is as it was, and with no other', async () => {
    await using server = await serve(({ index }) => (index === 1 ? { kind: 'status', status: 401 } : undefined));
    const file = moduleFile();
    const first = await warpsmith(words(server, 3, 'relu', '--torch', file));
    assert.equal(first.code, 2, first.stdout);
    assert.equal(optionsOf().sha256.length, 2);

    writeFileSync(file, `${moduleText}\n# another one\n`);
    const changed = await warpsmith(['resume', folder()]);
    assert.equal(changed.code, 2);
    assert.match(changed.stderr, /Expected .*scaled\.py, .*as when the run began but found it changed\. Put it back/);

    renameSync(file, `${file}.away`);
    const gone = await warpsmith(['resume', folder()]);
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /Expected a Python file with a module but found ENOENT.*scaled\.py/);

    writeFileSync(file, moduleText);
    const none = await warpsmith(['resume', folder(), '--python', 'no-such-python']);
    assert.equal(none.code, 3);
    assert.match(none.stderr, /tried no-such-python/);

    const { code, stdout } = await warpsmith(['resume', folder(), '--max-retries', '0']);
    assert.equal(code, 1, 'relu is not solved by this kernel');
    assert.match(stdout, /SOLVED scaled /);
  });

  for (const [what, problems, code, message] of [
    [
      'a module among the names',
      ['layer.py:Block'],
      2,
      /Expected a PyTorch module with --torch: --torch layer\.py:Block/,
    ],
    ['another file', ['--torch', 'layer.txt'], 2, /Expected --torch with FILE\.py.* but found "layer\.txt"/],
    ['a file that is not there', ['--torch', 'no_such.py'], 2, /ENOENT.*no_such\.py/],
    [
      'a checkout without a level',
      ['--kernelbench', '.', '--problem', 'all'],
      2,
      /Expected --kernelbench with --level/,
    ],
    [
      'a level without a checkout',
      ['relu', '--level', '1', '--problem', '19'],
      2,
      /Expected --kernelbench with --level/,
    ],
    ['a Python that is not there', ['--torch', 'layer.py'], 3, /tried no-such-python/],
  ] as const) {
    it(`refuses ${what}, and makes no folder`, async () => {
      const server = { baseUrl: 'http://127.0.0.1:9/v1' };
      writeFileSync(join(scratch(), 'layer.py'), moduleText);
      const given = words(server, 1, ...problems).map((word) =>
        code === 3 && word === fakePython ? 'no-such-python' : word,
      );
      const ended = await warpsmith(given, {}, scratch());
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, message);
      assert.throws(() => readFileSync(join(folder(), 'run.json')), /ENOENT/);
    });
  }
});
