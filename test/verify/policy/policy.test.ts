import assert from 'node:assert/strict';
import { headerUses } from '../../../lib/verify/policy/header_uses.js';
import { longestSource, policyProblems } from '../../../lib/verify/policy/policy.js';
import { hiddenSpellings, legalTexts, refusedSpellings } from './spellings.js';

describe('policyProblems', () => {
  for (const text of legalTexts) {
    it(`lets pass ${JSON.stringify(text)}`, () => assert.deepEqual(policyProblems(text), []));
  }

  for (const text of refusedSpellings) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      const [problem] = policyProblems(`int first;\n${text.replaceAll('SECRET', '/tmp/secret')}\n`);
      assert(problem, 'nothing was found');
      assert(problem.line > 1 && problem.message.startsWith('Expected '), JSON.stringify(problem));
      assert(problem.excerpt.some(({ line }) => line === problem.line));
    });
  }

  it('says the line, what was found and what to do', () => {
    const [problem, ...others] = policyProblems('int a;\n\n#include "/etc/passwd"\nint b;\n');
    assert.deepEqual(others, []);
    assert.equal(problem?.line, 3);
    assert.match(problem.message, /behind #include but found "\/etc\/passwd"\. Only headers of the CUDA toolkit/);
    assert.deepEqual(problem.excerpt.map(({ text }) => text).slice(1, 3), ['', '#include "/etc/passwd"']);
  });

  it('counts lines as people do, joined lines and raw strings among them', () => {
    const source = 'a \\\n b\n/* c\n d */ "e\\\n f"\nR"(\n\\\n)"\r\n#include "/x"\n';
    assert.equal(policyProblems(source)[0]?.line, 9);
  });

  it('tells of every place, up to twenty', () => {
    assert.equal(policyProblems('#include "/x"\n'.repeat(3)).length, 3);
    assert.equal(policyProblems('#include "/x"\n'.repeat(100)).length, 20);
  });

  it('refuses what the compiler would not read to its end', () => {
    assert.match(policyProblems('int a;\nint b;\0#include "/x"')[0]?.message ?? '', /character of code 0/);
    assert.match(policyProblems(' '.repeat(longestSource + 1))[0]?.message ?? '', /at most 1048576 characters/);
  });
});

describe('headerUses', () => {
  it('finds names in the order of the source', () => {
    const source = '#include <a>\n#if __has_include("b")\n#include C\n#endif\n';
    assert.deepEqual(headerUses(source), [
      { line: 1, by: '#include', name: 'a' },
      { line: 2, by: '__has_include', name: 'b' },
      { line: 3, by: '#include', name: null },
    ]);
  });

  it('survives any text', () => {
    let state = 47;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const texts = [...legalTexts, ...refusedSpellings, ...hiddenSpellings].join('\n');
    const marks = ['"', "'", '\\', '\n', '\\\n', '/*', '*/', '//', '#', '%:', 'R"(', ')"', '<', '>', '\0', '\ud800'];
    for (let i = 0; i < 3000; i++) {
      const start = random(texts.length);
      const pieces = Array.from({ length: 1 + random(6) }, () => {
        const from = start + random(200);
        return random(2) ? texts.slice(from, from + random(60)) : (marks[random(marks.length)] ?? '');
      });
      const source = pieces.join('');
      const lines = source.split('\n').length;
      for (const { line } of headerUses(source)) assert(line >= 1 && line <= lines + 1, JSON.stringify(source));
    }
  });

  // Each would take hours if its time grew with the square of its length.
  for (const [what, piece] of [
    ['raw strings without an end', 'R"x('],
    ['raw strings with different ends', 'R"abc('],
    ['joined lines', '\\\n'],
    ['openings of comments', '/*'],
    ['quotes', '"\n'],
    ['hashes', '#\n'],
    ['operators', '__has_include(\n'],
    ['numbers', "1'"],
    ['stars', '/**'],
  ] as const) {
    it(`reads a megabyte of ${what}`, () => {
      const count = Math.floor(longestSource / piece.length);
      const source = piece.includes('abc')
        ? Array.from({ length: count / 2 }, (_, i) => `R"${i}(`).join('')
        : piece.repeat(count);
      assert(Array.isArray(headerUses(source)));
    });
  }
});
