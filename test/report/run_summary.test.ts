import assert from 'node:assert/strict';
import picocolors from 'picocolors';
import { runSummaryText } from '../../lib/report/run_summary.js';
import type { ProblemSummary } from '../../lib/search/summary.js';

const plain = picocolors.createColors(false);
const sound: ProblemSummary = {
  problem: 'softmax',
  solved: true,
  bestMs: 0.25,
  bestFile: 'best/softmax.cu',
  dialogues: 1,
  turns: 3,
  tokens: 1000,
  stopped: 'candidates',
  message: null,
};
const degenerate = [{ by: 'zeros' as const, output: 'y', sentence: 'For "y", zeros would pass.' }];

function text(...summaries: ProblemSummary[]): string {
  return runSummaryText(summaries, 'runs/x', plain, { simulated: false });
}

describe('runSummaryText', () => {
  it('gives a line for each problem and counts them', () => {
    const found = text(sound, { ...sound, problem: 'relu', solved: false, bestMs: null, bestFile: null });
    assert.match(found, /^SOLVED softmax in 250 µs after 3 turns \(best\/softmax\.cu\): all answers are used up$/m);
    assert.match(found, /^OPEN {3}relu after 3 turns: all answers are used up$/m);
    assert.match(found, /^1 of 2 solved; everything is in runs\/x$/m);
  });

  it('counts problems apart that can be answered without being solved', () => {
    const found = text(sound, { ...sound, problem: 'zeros', degenerate }, { ...sound, problem: 'open', solved: false });
    assert.match(found, /^SOLVED zeros .*, degenerate: all answers/m);
    assert.match(found, /^1 of 2 solved, and apart from them 1 of 1 degenerate ones; everything/m);
  });
});
