import assert from 'node:assert/strict';
import { builtInProblems, verdictSchema, verifyAllCases } from '../../lib/index.js';
import { candidateFiles, problemOf, readCandidate } from '../gpu/candidate_files.js';
import { expectOutcome, expectPass } from '../gpu/expect_verdict.js';
import { simulatedEngine } from './simulated_engine.js';

describe('candidates that are right, on the simulator', () => {
  for (const file of [...builtInProblems(), 'plans'].flatMap(candidateFiles)) {
    it(`${file.name} passes the small cases, untimed and with counters`, async () => {
      const options = { engine: await simulatedEngine(), trials: 2, name: file.name };
      const verdict = await verifyAllCases(file.source, problemOf(file), options);
      const { timing, roofline, counters, device } = expectPass(verdict, file.name);
      assert.deepEqual([timing, roofline, device?.id], [null, null, 'sim']);
      assert.ok(counters && counters.length > 0, 'it has no counters');
      assert.ok(
        counters.every(({ warpInstructions }) => warpInstructions > 0),
        'a launch executed nothing',
      );
      const through: unknown = JSON.parse(JSON.stringify(verdict));
      assert.deepEqual(verdictSchema.parse(through), verdict, 'the verdict is not the same after JSON');
    });
  }
});

describe('candidates that are wrong, on the simulator', () => {
  /** Mistakes that the safe run finds before the result is looked at. */
  const unsafe: Record<string, string> = {
    'wrong/relu-writes_to_input.cu': 'write-to-input',
  };
  /** A mistake that no small case shows: its index wraps at 2^24 elements. */
  const fullOnly = 'wrong/relu-index_wraps.cu';
  for (const file of candidateFiles('wrong').filter(({ name }) => name !== fullOnly)) {
    it(`${file.name} is found out`, async () => {
      const options = { engine: await simulatedEngine(), seed: 1, name: file.name };
      const verdict = await verifyAllCases(file.source, problemOf(file), options);
      const kind = unsafe[file.name];
      if (kind === undefined) {
        const { mismatches } = expectOutcome(verdict, 'incorrect', file.name);
        assert.ok(mismatches.length > 0, 'there is no evidence');
      } else {
        assert.equal(expectOutcome(verdict, 'unsafe', file.name).findings[0]?.kind, kind);
      }
    });
  }

  it(`${fullOnly} passes the small cases: a full one is needed to see it`, async () => {
    const file = readCandidate(fullOnly);
    const options = { engine: await simulatedEngine(), seed: 1, name: file.name };
    expectPass(await verifyAllCases(file.source, problemOf(file), options), file.name);
  });
});

/** What the safe run finds in which line. */
const faults: Record<string, { kind: string; line: RegExp }> = {
  'faulty/vector_add-barrier_deadlock.cu': { kind: 'barrier-divergence', line: /bar\.sync/ },
  'faulty/vector_add-out_of_bounds.cu': { kind: 'out-of-bounds', line: /c\[/ },
  'faulty/vector_add-spin.cu': { kind: 'budget', line: /while|for/ },
  'faulty/vector_add-trap.cu': { kind: 'trap', line: /trap/ },
};

describe('candidates that fault, on the simulator', () => {
  for (const file of [...candidateFiles('faulty'), ...candidateFiles('racy')]) {
    const { kind, line } = faults[file.name] ?? { kind: 'race', line: /\S/ };
    it(`${file.name} is unsafe: ${kind}, with its line`, async () => {
      // Of the default, thirty-two warps that spin would take half a minute.
      const options = { engine: await simulatedEngine(), seed: 1, name: file.name, instructionBudget: 2 ** 19 };
      const verdict = await verifyAllCases(file.source, problemOf(file), options);
      const [first] = expectOutcome(verdict, 'unsafe', file.name).findings;
      assert.equal(first?.kind, kind);
      assert.match(first.at.excerpt.find((each) => each.line === first.at.line)?.text ?? '', line);
    });
  }
});
