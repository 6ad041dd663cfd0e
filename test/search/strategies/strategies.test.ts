import assert from 'node:assert/strict';
import { beam } from '../../../lib/search/strategies/beam.js';
import { islands } from '../../../lib/search/strategies/islands.js';
import { refine } from '../../../lib/search/strategies/refine.js';
import { sample } from '../../../lib/search/strategies/sample.js';
import { SampleState } from './sample_state.js';

const fresh = { do: 'start', from: null, bottleneck: null };
const goOn = (dialogue: number) => ({ do: 'go-on', dialogue });
const from = (turn: number, bottleneck: string | null = null) => ({ do: 'start', from: turn, bottleneck });

describe('refine', () => {
  it('has one dialogue, and one turn of it at a time', () => {
    const sampled = new SampleState();
    assert.deepEqual(sampled.fill(refine, 9), [fresh]);
    sampled.settle(1, null);
    assert.deepEqual(sampled.fill(refine, 9), [goOn(1)]);
    sampled.settle(1, 2);
    assert.deepEqual(sampled.fill(refine, 9), [goOn(1)]);
  });
});

describe('sample', () => {
  it('asks for as many first answers at once as it should, and never tells one of its verdict', () => {
    const sampled = new SampleState();
    const strategy = sample(3);
    assert.deepEqual(sampled.fill(strategy, 9), [fresh, fresh, fresh]);
    sampled.settle(2, 1);
    assert.deepEqual(sampled.fill(strategy, 9), [{ do: 'end', dialogue: 2, reason: 'one answer each' }, fresh]);
    assert.equal(sampled.state.dialogues.length, 4);
  });

  it('asks again for an answer that a stop has lost', () => {
    const sampled = new SampleState();
    sampled.fill(sample(2), 9);
    for (const dialogue of [1, 2]) sampled.busy(dialogue, false);
    assert.deepEqual(sampled.fill(sample(2), 9), [goOn(1), goOn(2)]);
  });
});

describe('islands', () => {
  const strategy = islands(2, 2);

  it('lets dialogues go on by themselves while they find something better', () => {
    const sampled = new SampleState();
    assert.deepEqual(sampled.fill(strategy, 9), [fresh, fresh]);
    for (const ms of [3, 2, 1]) {
      sampled.settle(1, ms);
      assert.deepEqual(sampled.fill(strategy, 9), [goOn(1)]);
    }
  });

  it('starts a new one from the best kernel of all for one that is stuck', () => {
    const sampled = new SampleState();
    sampled.fill(strategy, 9);
    const best = sampled.settle(2, 5);
    sampled.fill(strategy, 9);
    sampled.settle(1, null);
    assert.deepEqual(sampled.fill(strategy, 9), [goOn(1)]);
    sampled.settle(1, null);
    assert.deepEqual(sampled.fill(strategy, 9), [
      { do: 'end', dialogue: 1, reason: 'no better kernel in 2 turns' },
      from(best),
    ]);
    // It is as good as what it started from; worse is nothing new.
    sampled.settle(3, 6);
    sampled.fill(strategy, 9);
    sampled.settle(3, null);
    assert.deepEqual(sampled.fill(strategy, 9)[0], { do: 'end', dialogue: 3, reason: 'no better kernel in 2 turns' });
  });

  it('starts from nothing while nothing has passed', () => {
    const sampled = new SampleState();
    sampled.fill(strategy, 9);
    sampled.settle(1, null);
    sampled.fill(strategy, 9);
    sampled.settle(1, null);
    assert.deepEqual(sampled.fill(strategy, 9)[1], fresh);
  });
});

describe('beam', () => {
  const limits: Record<number, string[]> = { 1: ['memory', 'occupancy', 'tail'], 2: ['spills'] };
  const strategy = beam({ breadth: 2, bottlenecks: 2, patience: 2, bottlenecksOf: (turn) => limits[turn] ?? [] });

  it('begins with dialogues from nothing, and goes on with them until one has a kernel', () => {
    const sampled = new SampleState();
    assert.deepEqual(sampled.fill(strategy, 9), [fresh, fresh]);
    sampled.settle(1, null);
    assert.deepEqual(sampled.fill(strategy, 9), [goOn(1)]);
  });

  it('attacks the worst bottlenecks of the best kernels, those first that were tried least', () => {
    const sampled = new SampleState();
    sampled.fill(strategy, 9);
    assert.equal(sampled.settle(1, 4), 1);
    // The other one from nothing goes on.
    assert.deepEqual(sampled.fill(strategy, 2), [
      { do: 'end', dialogue: 1, reason: 'it has its kernel' },
      from(1, 'memory'),
    ]);
    assert.equal(sampled.settle(2, 3), 2);
    assert.deepEqual(sampled.fill(strategy, 3), [
      { do: 'end', dialogue: 2, reason: 'it has its kernel' },
      from(2, 'spills'),
      from(1, 'occupancy'),
    ]);
    // Every pair has its dialogue now.
    assert.deepEqual(sampled.fill(strategy, 9), []);
  });

  it('ends a dialogue that finds nothing better, and one with its first better kernel', () => {
    const sampled = new SampleState();
    sampled.fill(strategy, 1);
    sampled.settle(1, 4);
    sampled.fill(strategy, 1);
    sampled.settle(2, 9);
    assert.deepEqual(sampled.fill(strategy, 1), [goOn(2)]);
    sampled.settle(2, null);
    const steps = sampled.fill(strategy, 1);
    assert.deepEqual(steps[0], { do: 'end', dialogue: 2, reason: 'it has its kernel' });
    assert.equal(steps.length, 2);
  });

  it('attacks as the dialogue likes what has no known bottleneck', () => {
    const bare = beam({ breadth: 1, bottlenecks: 2, patience: 2, bottlenecksOf: () => [] });
    const sampled = new SampleState();
    sampled.fill(bare, 1);
    sampled.settle(1, 4);
    assert.deepEqual(sampled.fill(bare, 9).at(-1), from(1));
  });
});
