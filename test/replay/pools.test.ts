import assert from 'node:assert/strict';
import { extractCandidate } from '../../lib/dialogue/answer.js';
import { loadProblem, verifyAllCases } from '../../lib/index.js';
import { builtInPools, loadPool, type PoolAnswer, type PoolEnding } from '../../lib/replay/pool_file.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

interface Ending {
  ending: PoolEnding;
  finding: string | undefined;
}

/** What comes of an answer on the simulator, and the kind of the first finding. */
async function endingOf(answer: PoolAnswer, problemName: string): Promise<Ending> {
  const extracted = extractCandidate(answer.answer, answer.finishReason);
  if (!extracted.found) return { ending: extracted.reason, finding: undefined };
  // What fails does so in an early trial. What passes has two trials here, as other right candidates have on the simulator:
  // with one for each family of inputs all pools together take more than a minute.
  const trials = answer.expect === 'pass' ? { trials: 2 } : {};
  const options = { engine: await simulatedEngine(), seed: 1, name: answer.id, ...trials };
  const verdict = await verifyAllCases(extracted.source, loadProblem(problemName), options);
  return { ending: verdict.outcome, finding: verdict.outcome === 'unsafe' ? verdict.findings[0]?.kind : undefined };
}

describe('the pools of answers', () => {
  for (const name of builtInPools()) {
    const pool = loadPool(name);
    const { answers } = pool;

    describe(name, () => {
      it('holds at least six answers of mixed quality in several threads, and says that it is hand-written', () => {
        assert.equal(pool.problem, name);
        assert.match(pool.note, /^Hand-written/);
        assert.ok(answers.length >= 6, `only ${answers.length} answers`);
        assert.ok(new Set(answers.map(({ expect }) => expect)).size >= 3, 'fewer than three endings');
        assert.ok(answers.some(({ expect }) => expect === 'pass'));
        assert.ok(answers.filter(({ after }) => after === null).length >= 2, 'one thread only');
        assert.ok(
          answers.some(({ after }) => after !== null),
          'nothing follows anything',
        );
      });

      it('has delays and token counts that fit together', () => {
        for (const { id, thinkMs, answerMs, tokens } of answers) {
          const rate = (tokens.completion / (thinkMs + answerMs)) * 1000;
          assert.ok(rate > 25 && rate < 36, `${id}: ${rate} tokens a second`);
          assert.ok(thinkMs >= 20_000 && thinkMs <= 420_000, `${id}: thinks for ${thinkMs} ms`);
        }
      });

      for (const answer of answers) {
        const found = answer.finding === undefined ? '' : ` (${answer.finding})`;
        it(`${answer.id} ends as recorded: ${answer.expect}${found}`, async () => {
          const { ending, finding } = await endingOf(answer, pool.problem);
          assert.equal(ending, answer.expect);
          assert.equal(finding, answer.finding);
        });
      }
    });
  }
});
