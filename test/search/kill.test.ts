import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LoopbackServer, startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { lockFolder } from '../../lib/search/folder_lock.js';
import { createRunFolder } from '../../lib/search/journal.js';
import { problemState } from '../../lib/search/problem_state.js';
import { spentIn } from '../../lib/search/spent.js';
import { seededRandom } from '../dialogue/seeded_random.js';
import { killRunOptions, playOn } from './kill_run.js';
import { Child, playAndKill } from './killed_run.js';
import { normalised } from './normalised_journal.js';
import { scratchFolder } from './scratch_folder.js';
import { answerTo } from './seeded_answers.js';

/** More than 50 lives bring about. */
const answers = 70;

describe('a run whose process is killed', function () {
  // Each kill takes another process.
  this.timeout(180_000);
  const scratch = scratchFolder();
  let server: LoopbackServer;
  const requests = (): number => server.requests.length;
  beforeEach(async () => {
    server = await startLoopbackServer({ answerTo }, { delayMs: 8, chunkSize: 40 });
  });
  afterEach(() => server.close());

  it('has in the end the journal of one that nobody disturbed, after 50 kills', async () => {
    await using quick = await startLoopbackServer({ answerTo });
    const undisturbed = createRunFolder(join(scratch(), 'undisturbed'), killRunOptions(quick.baseUrl, answers));
    await playOn(undisturbed);
    const options = killRunOptions(server.baseUrl, answers);
    const folder = join(scratch(), 'killed');
    const random = seededRandom(50);
    const { events, killed } = await playAndKill({ folder, options, kills: 50, requests, lifeMs: 150, random });
    assert.equal(killed, 50);
    const answered = events.filter(({ type }) => type === 'answer').length;
    assert.ok(requests() > answered, 'some answers were in flight when it was killed');
    assert.deepEqual(normalised(events), normalised(undisturbed.events));
    assert.equal(answered, answers);
  });

  it('counts each turn once, with several under way at once', async () => {
    const options = killRunOptions(server.baseUrl, 40, { width: 4 });
    const folder = join(scratch(), 'killed');
    const { events } = await playAndKill({ folder, options, kills: 6, requests, lifeMs: 250, random: seededRandom(6) });
    assert.equal(spentIn(events).candidates, 40);
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

  it('lets no other process into its folder, which one of two that begin at once gets', async () => {
    const options = killRunOptions(server.baseUrl, answers);
    const both = [new Child(scratch()), new Child(scratch())];
    await Promise.all(both.map(({ ready }) => ready));
    for (const { process } of both) process.send(options);
    const loser = await Promise.race(both.map((child) => child.ended.then(() => child)));
    const winner = both.find((child) => child !== loser)!;
    assert.match(loser.complaint, new RegExp(`Process ${winner.process.pid} is working in`));
    assert.ok(!winner.isOver, winner.complaint);
    winner.process.kill('SIGKILL');
    await winner.ended;
    // Its lock is no obstacle.
    const unlock = lockFolder(scratch());
    assert.deepEqual(
      readdirSync(scratch()).filter((name) => name.startsWith('run.lock')),
      ['run.lock'],
    );
    unlock();
  });
});
