import assert from 'node:assert/strict';
import { renderTask } from '../../lib/dialogue/prompt.js';
import { renderRestart } from '../../lib/dialogue/restart.js';
import { sampleTask } from './sample_task.js';

const task = renderTask(sampleTask);
const best = {
  source: '/*---\nlaunch: []\n---*/\ncode {{x}}\n',
  summary: 'right in 1.5 ms',
  bottleneck: null,
};

describe('renderRestart', () => {
  it('holds the whole task first, then the kernel with its verdict, and the call for an answer last', () => {
    const text = renderRestart(task, best, []);
    assert.ok(text.startsWith(task.trim()));
    assert.match(
      text.slice(task.length),
      /What came of it: right in 1\.5 ms\.\n\n```cuda\n\/\*---\nlaunch: \[\]\n---\*\/\ncode \{\{x\}\}\n```\n/,
    );
    assert.match(text, /Answer with one complete ```cuda block[^\n]*\n$/);
    assert.doesNotMatch(text.slice(task.length), /tried already|bottleneck|\n\n\n/);
  });

  it('names the one bottleneck to attack, and lists what was tried', () => {
    const text = renderRestart(task, { ...best, bottleneck: 'Bank conflicts: many.' }, [
      'turn 1: wrong',
      'turn 2: slow',
    ]);
    assert.match(text, /Attack this bottleneck[^]*\n\nBank conflicts: many\.\n\n/);
    assert.match(text, /What was tried already:\n- turn 1: wrong\n- turn 2: slow\n/);
    assert.doesNotMatch(text, /Find what holds it back|not listed/);
    const many = renderRestart(
      task,
      best,
      Array.from({ length: 50 }, (_, i) => `turn ${i + 1}: slow`),
    );
    assert.match(many, /- \(The first 20 are not listed\.\)\n- turn 21: slow\n/);
  });
});
