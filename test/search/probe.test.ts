import assert from 'node:assert/strict';
import { WarpsmithError } from '../../lib/errors.js';
import { createBudget } from '../../lib/search/budget.js';
import { createRunFolder, type Journal } from '../../lib/search/journal.js';
import { probed } from '../../lib/search/probe.js';
import type { Degeneracy } from '../../lib/verify/degenerate/degenerate_schema.js';
import { sampleRunOptions, scratchFolder } from './scratch_folder.js';

const found: Degeneracy[] = [{ by: 'zeros', output: 'y', sentence: 'For "y", zeros would pass.' }];

describe('probing a problem before anything is spent on it', () => {
  const folder = scratchFolder();
  let journal: Journal;
  let context: Parameters<typeof probed>[2];
  beforeEach(() => {
    journal = createRunFolder(folder(), sampleRunOptions);
    const budget = createBudget(
      { ms: null, tokens: null, candidates: 1 },
      { used: { ms: 0, tokens: 0, candidates: 0 } },
    );
    context = { journal, budget, signal: new AbortController().signal };
  });
  afterEach(() => journal.close());

  it('keeps the answer, and does not ask again when the run is resumed', async () => {
    let asked = 0;
    const probe = (): Promise<Degeneracy[]> => Promise.resolve((asked++, found));
    assert.deepEqual(await probed('zeros', probe, context), found);
    assert.deepEqual(await probed('zeros', probe, context), found);
    assert.equal(asked, 1);
    assert.deepEqual(
      journal.events.map((event) => event.type),
      ['problem-probed'],
    );
    assert.deepEqual(await probed('other', () => Promise.resolve([]), context), []);
  });

  it('keeps nothing without an answer, whose reason the first verdict gives', async () => {
    const failing = (): Promise<never> => Promise.reject(new WarpsmithError('bad-problem', 'It does not run.'));
    assert.deepEqual(await probed('zeros', failing, context), []);
    assert.deepEqual(await probed('zeros', () => Promise.resolve(null), context), []);
    assert.deepEqual(await probed('zeros', undefined, context), []);
    assert.equal(journal.events.length, 0);
  });

  it('lets through what is a bug', async () => {
    await assert.rejects(
      probed('zeros', () => Promise.reject(new TypeError('no')), context),
      TypeError,
    );
  });
});
