import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extractCandidate } from '../../lib/dialogue/answer.js';
import { loadDialogue } from '../../lib/demo/dialogue_file.js';
import { type Verdict, atCase, loadProblem, verifyKernel } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import { expectPass } from '../gpu/expect_verdict.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

/** The outcomes of the turns before the first right one. */
const mistakes: Record<string, Verdict['outcome'][]> = {
  attention_full: ['compile-error', 'incorrect'],
  attention_alibi: ['incorrect', 'incorrect'],
  attention_sliding_window: ['compile-error', 'incorrect'],
};

describe('the recorded dialogues of the attention family', () => {
  for (const [name, outcomes] of Object.entries(mistakes)) {
    const { note, problem, turns } = loadDialogue(packagePath('demo', `${name}.yaml`));
    const sources = turns.map(({ answer }, turn) => {
      const candidate = extractCandidate(answer);
      assert.ok(candidate.found, `turn ${turn + 1} of ${name} has no candidate`);
      return candidate.source;
    });
    const judge = async (source: string): Promise<Verdict> => {
      const options = { engine: await simulatedEngine(), trials: 1, seed: 1 };
      return verifyKernel(source, atCase(loadProblem(problem), 'small'), options);
    };

    it(`${name} says that it was written by hand, for its problem`, () => {
      assert.match(note, /Hand-written for warpsmith's demo\. No model wrote these answers\./);
      assert.equal(problem, name);
      assert.ok(turns.length >= 4 && turns.length <= 6, `it has ${turns.length} turns`);
    });

    it(`${name} begins with ${outcomes.join(', ')}, and is right from then on`, async () => {
      for (const [turn, source] of sources.entries()) {
        const verdict = await judge(source);
        const expected = outcomes[turn];
        if (expected === undefined) expectPass(verdict, `turn ${turn + 1}`);
        else assert.equal(verdict.outcome, expected, `turn ${turn + 1}`);
      }
    });

    it(`${name} ends with the fast candidate, word for word`, () => {
      // Its cases, tails and odd sizes are judged where all candidates are.
      const fast = readFileSync(packagePath('test', 'candidates', name, 'fast.cu'), 'utf8');
      assert.equal(sources.at(-1)?.trim(), fast.trim());
    });
  }
});
