import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type LoopbackServer, startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { createRunFolder, openRunFolder } from '../../lib/search/journal.js';
import { problemState } from '../../lib/search/problem_state.js';
import { spentIn } from '../../lib/search/spent.js';
import { seededRandom } from '../dialogue/seeded_random.js';
import { killRunOptions, playOn } from './kill_run.js';
import { Child, playAndKill } from './killed_run.js';
import { normalised } from './normalised_journal.js';
import { scratchFolder } from './scratch_folder.js';
import { answerTo } from './seeded_answers.js';

describe('a run whose process is killed', function () {
  // Each kill takes another process.
  this.timeout(180_000);
  const scratch = scratchFolder();
  let server: LoopbackServer;
  beforeEach(async () => {
    server = await startLoopbackServer({ answerTo }, { delayMs: 8, chunkSize: 40 });
  });
  afterEach(() => server.close());

  it('has in the end the journal of one that nobody disturbed, after 50 kills', async () => {
    const options = killRunOptions(server.baseUrl, 60);
    const undisturbed = createRunFolder(join(scratch(), 'undisturbed'), options);
    const folder = join(scratch(), 'killed');
    const random = seededRandom(50);
    const [{ events, killed }] = await Promise.all([
      playAndKill({ folder, options, kills: 50, lifeMs: 200, random }),
      playOn(undisturbed),
    ]);
    assert.equal(killed, 50);
    assert.ok(events.filter(({ type }) => type === 'run-started').length > 25, 'most processes came to do something');
    assert.deepEqual(normalised(events), normalised(undisturbed.events));
    assert.equal(events.filter(({ type }) => type === 'answer').length, 60);
  });

  it('counts each turn once, with several under way at once', async () => {
    const options = killRunOptions(server.baseUrl, 60, { width: 4 });
    const folder = join(scratch(), 'killed');
    const { events } = await playAndKill({ folder, options, kills: 6, lifeMs: 250, random: seededRandom(6) });
    assert.equal(spentIn(events).candidates, 60);
    for (const problem of options.problems) {
      const turns = (type: 'answer' | 'feedback'): number[] =>
        events.flatMap((event) => (event.type === type && event.problem === problem ? [event.turn] : []));
      const inOrder = turns('answer').sort((a, b) => a - b);
      assert.deepEqual(
        inOrder,
        inOrder.map((_, index) => index + 1),
      );
      assert.deepEqual(
        turns('feedback').sort((a, b) => a - b),
        inOrder,
      );
      const state = problemState(events, problem);
      for (const { message, turns: played } of state.dialogues) {
        const messages: { content: string }[] = [{ content: message }];
        for (const { number, answer, reply } of played) {
          assert.equal(answer, answerTo(messages).answer.trim(), `turn ${number} answers what was asked`);
          messages.push({ content: answer }, { content: reply });
        }
      }
    }
  });

  it('is let alone by another process while it works', async () => {
    const options = killRunOptions(server.baseUrl, 60);
    const [first, second] = [new Child(scratch()), new Child(scratch())];
    await Promise.all([first.ready, second.ready]);
    first.process.send(options);
    while (!existsSync(join(scratch(), 'journal.jsonl'))) await wait(1);
    second.process.send(options);
    const { code } = await second.ended;
    assert.equal(code, 1);
    assert.match(second.complaint, new RegExp(`Process ${first.process.pid} is working in`));
    assert.ok(!first.isOver, first.complaint);
    first.process.kill('SIGKILL');
    await first.ended;
    // Its lock is no obstacle.
    openRunFolder(scratch()).close();
  });
});
