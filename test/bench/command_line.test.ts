import assert from 'node:assert/strict';
import { readCommandLine } from '../../bench/command_line.js';
import { hasCode } from '../../lib/errors.js';

const known = ['latency', 'memory', 'simulator'];
const read = (words: string): ReturnType<typeof readCommandLine> =>
  readCommandLine(words.split(' ').filter(Boolean), known);

function refused(words: string): string {
  try {
    read(words);
  } catch (error) {
    assert.ok(hasCode(error, 'bad-option'), String(error));
    return error.message;
  }
  return assert.fail(`"${words}" was taken`);
}

function measured(words: string) {
  const line = read(words);
  assert.ok(line.kind === 'measure');
  return line;
}

describe("the bench's command line", () => {
  it('measures everything on a GPU when nothing is named, and the simulator on the simulator', () => {
    assert.deepEqual([measured('').names, measured('').device], [known, 'cuda:0']);
    assert.deepEqual(measured('--device sim').names, ['simulator']);
    assert.deepEqual(measured('latency --device sim').names, ['latency']);
  });

  it('hands on options, as numbers where they are numbers', () => {
    const line = measured('memory --rounds 300 --minutes 0.5 --json --out folder');
    assert.deepEqual([line.json, line.folder, line.options.rounds, line.options.minutes], [true, 'folder', 300, 0.5]);
    assert.equal(measured('latency').options.rounds, undefined);
    assert.equal(measured('latency --all-cases').options.allCases, true);
    const { levels, compile } = measured('latency --level 1,3 --compile').options;
    assert.deepEqual([levels, compile, measured('latency').options.levels], [[1, 3], true, undefined]);
  });

  it('takes plot with files', () => {
    assert.deepEqual(read('plot a.json b.json --out here'), {
      kind: 'plot',
      files: ['a.json', 'b.json'],
      folder: 'here',
    });
    assert.match(refused('plot'), /Expected result files after plot/);
  });

  it('says what it knows when something else is asked for', () => {
    assert.match(refused('latencies'), /Expected plot, or some of latency, memory, simulator but found latencies/);
    assert.match(refused('latency --round 3'), /--round/);
    assert.match(refused('latency --rounds many'), /Expected a number above 0 for --rounds but found "many"/);
    assert.match(refused('latency --rounds 0'), /--rounds but found "0"/);
    assert.match(refused('latency --level 1,x'), /--level but found "x"/);
  });
});
