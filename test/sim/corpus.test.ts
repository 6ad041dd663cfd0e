import assert from 'node:assert/strict';
import { checkFaulty, checkFile } from './check_corpus.js';
import { expectedFindings, faultyFiles, findingKinds, rightFiles } from './corpus.js';

const faulty = faultyFiles();
const right = rightFiles();

describe('the comments that say what to expect', () => {
  const read = (line: string): unknown => expectedFindings(`int a;\n${line}\n`, 'here.cu');

  it('give kind, buffer and line', () => {
    assert.deepEqual(read('x[i] = 0; // expect: out-of-bounds x'), [{ kind: 'out-of-bounds', where: 'x', lines: [2] }]);
    assert.deepEqual(read('__trap(); // expect: trap'), [{ kind: 'trap', where: null, lines: [2] }]);
  });

  it('make one finding of several lines with the same words', () => {
    assert.deepEqual(read('s[t] = v; // expect: race shared\n\nw = s[u]; // expect: race shared'), [
      { kind: 'race', where: 'shared', lines: [2, 4] },
    ]);
  });

  const malformed = [
    ['an unknown kind', 'x[i] = 0; // expect: outofbounds x'],
    ['no kind', 'x[i] = 0; // expect:'],
    ['no buffer', 'x[i] = 0; // expect: race'],
    ['words behind it', 'x[i] = 0; // expect: race x and y'],
    ['no code before it', '  // expect: race x'],
    ['other letters', 'x[i] = 0; // Expect: race x'],
    ['no blanks', 'x[i] = 0; //expect: race x'],
    ['a comment of the other sort', 'x[i] = 0; /* expect: race x */'],
  ] as const;
  for (const [what, line] of malformed) {
    it(`are refused with their place: ${what}`, () => assert.throws(() => read(line), /^Error: here\.cu:2: Expected /));
  }
});

describe('the corpora for the simulator', () => {
  it('have faulty files of every kind, and right ones for most', () => {
    const kinds = new Set(faulty.flatMap(({ expected }) => expected.map(({ kind }) => kind)));
    // The simulator has no heap.
    assert.deepEqual([...kinds].sort(), findingKinds.filter((kind) => kind !== 'heap').sort());
    assert.ok(faulty.length >= 75, `there are ${faulty.length} faulty files`);
    assert.ok(right.length >= 75, `there are ${right.length} right files`);
  });

  for (const file of faulty) {
    it(`faulty/${file.name} has a plan and expects one finding`, () => checkFaulty(file));
  }

  for (const file of right) {
    it(`right/${file.name} has a plan and expects none`, () => {
      assert.deepEqual(file.expected, []);
      checkFile(file);
    });
  }
});
