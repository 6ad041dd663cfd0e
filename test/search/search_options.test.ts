import assert from 'node:assert/strict';
import { parseStrategy, plainSearch, strategyText } from '../../lib/search/search_options.js';

describe('parseStrategy', () => {
  for (const [text, breadth, bottlenecks, width] of [
    ['refine', 1, 2, 1],
    ['sample', 8, 2, 8],
    ['sample:3', 3, 2, 3],
    ['islands', 4, 2, 4],
    ['islands:2', 2, 2, 2],
    ['beam', 3, 2, 6],
    ['beam:2', 2, 2, 4],
    ['beam:4x3', 4, 3, 12],
  ] as const) {
    it(`reads "${text}", which has ${width} turns of a problem at once`, () => {
      const [strategy] = text.split(':');
      const parsed = parseStrategy(text);
      assert.deepEqual(parsed, { strategy, breadth, bottlenecks, width });
      assert.deepEqual(parseStrategy(strategyText({ ...plainSearch, ...parsed })), parsed);
    });
  }

  for (const text of [
    '',
    'nope',
    'Beam',
    'beam:0',
    'beam:2x0',
    'beam:2x2x2',
    'beam:x2',
    'sample:8x2',
    'refine:3',
    'islands:1.5',
    'islands:-1',
    'sample: 8',
    'sample:1000',
  ]) {
    it(`refuses "${text}" and gives examples`, () =>
      assert.throws(() => parseStrategy(text), {
        code: 'bad-option',
        message: /refine, sample:8, islands:4 or beam:3x2/,
      }));
  }
});
