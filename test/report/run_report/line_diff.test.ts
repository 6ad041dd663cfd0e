import assert from 'node:assert/strict';
import { lineDiff } from '../../../lib/report/run_report/line_diff.js';

const signs = { same: ' ', removed: '-', added: '+' };

function shown(before: string, after: string): string[] {
  return lineDiff(before, after).map(({ kind, text }) => `${signs[kind]}${text}`);
}

describe('difference of two texts', () => {
  it('keeps what both have and shows the least that changed', () => {
    assert.deepEqual(shown('a\nb\nc\nd\n', 'a\nc\nx\nd\n'), [' a', '-b', ' c', '+x', ' d']);
    assert.deepEqual(shown('same\n', 'same\n'), [' same']);
    assert.deepEqual(shown('', 'new\n'), ['+new']);
    assert.deepEqual(shown('old\n', ''), ['-old']);
    assert.deepEqual(shown('a\na\n', 'a\n'), [' a', '-a']);
  });

  it('gives both texts back', () => {
    const before = Array.from({ length: 200 }, (_, index) => String((index * 7) % 13));
    const after = Array.from({ length: 180 }, (_, index) => String((index * 5) % 11));
    const lines = lineDiff(before.join('\n'), after.join('\n'));
    const without = (kind: string): string[] => lines.filter((line) => line.kind !== kind).map(({ text }) => text);
    assert.deepEqual(without('added'), before);
    assert.deepEqual(without('removed'), after);
  });

  it('shows texts that are too long to compare as replaced', () => {
    const long = (sign: string): string => Array.from({ length: 3000 }, (_, index) => `${sign}${index}`).join('\n');
    assert.equal(lineDiff(long('a'), long('b')).length, 6000);
  });
});
