import assert from 'node:assert/strict';
import { KnownCandidates, sourceDigest } from '../../lib/dialogue/repeated.js';
import { plainCode } from '../../lib/dialogue/plain_code.js';

const plan = '/*---\nlaunch:\n  - { kernel: f, grid: [1], block: [32], args: [y, N] }\n---*/\n';
const code = `#include <cuda_fp16.h>
#define TWICE(x) ((x) + (x))
__global__ void f(float* y, int n) {
  const int i = threadIdx.x;  // one each
  if (i < n) y[i] = TWICE(1'000.f) - -i;
}
`;
const source = plan + code;

/** The same kernel. */
const same: Record<string, string> = {
  'other comments': source.replace('// one each', '/* one\n each */'),
  'no comments': source.replace('// one each', ''),
  'another layout': plan + code.replace('{\n  const', '\n{\n\n\tconst').replace('if (i < n) y', 'if(i<n)\n    y'),
  'Windows line ends': source.replaceAll('\n', '\r\n'),
  'a joined line': source.replace('= TWICE', '= \\\n TWICE'),
  'a plan that is laid out otherwise': `/*---\nlaunch:\n- kernel: "f"\n  args: [y, N]\n  block: [ 32 ]\n  grid:\n    - 1 # one\n---*/\n${code}`,
};

/** Another kernel, or another plan for it. */
const different: Record<string, string> = {
  'another number': source.replace("1'000", "1'001"),
  'another name': source.replaceAll('TWICE', 'DOUBLE'),
  'another block': source.replace('[32]', '[64]'),
  'arguments in another order': source.replace('[y, N]', '[N, y]'),
  'an operator that came together': source.replace('- -i', '--i'),
  'a macro without arguments': source.replace('TWICE(x) ', 'TWICE (x) '),
  'a line that became a comment': source.replace('  if', '  // if'),
  'words that came together': source.replace('const int i', 'constint i'),
  'another text': `${source}const char* s = "a  b";`,
};

describe('sourceDigest', () => {
  for (const [what, other] of Object.entries(same)) {
    it(`is the same for ${what}`, () => assert.equal(sourceDigest(other), sourceDigest(source)));
  }
  for (const [what, other] of Object.entries(different)) {
    it(`tells ${what} apart`, () => assert.notEqual(sourceDigest(other), sourceDigest(source)));
  }

  it('keeps texts as they are, with what looks like a comment or a quote in them', () => {
    const digests = ['"a  b"', '"a b"', '"a // b"', '"a /* b"', '"a \\" b"', "'\"'", '"a"  "b"'].map((text) =>
      sourceDigest(`${source}const char* s = ${text}; // end`),
    );
    assert.equal(new Set(digests).size, digests.length);
  });

  it('is there for sources without a plan, with one that is no YAML, and for anything else', () => {
    const broken = ['', '\\', '"', "'", '/*', '//', '#', '/*---\n{\n---*/\nx', '/*---\n}\n---*/\nx', '/*---\nnever'];
    assert.equal(new Set(broken.map(sourceDigest)).size, broken.length);
  });

  it('takes time in proportion to a megabyte', () => {
    for (const part of ['/*', '//', '"\\', "'", ' ', '\\\n', '#\n', 'R"(']) plainCode(part.repeat(500_000));
  });
});

describe('KnownCandidates', () => {
  it('finds the first turn that gave a candidate, and none for a new one', () => {
    const known = new KnownCandidates();
    assert.equal(known.find(source), null);
    known.add(source, { turn: 2, summary: 'right in 1 ms' });
    known.add(same['no comments']!, { turn: 4, summary: 'right in 1.1 ms' });
    assert.deepEqual(known.find(same['another layout']!), { turn: 2, summary: 'right in 1 ms' });
    assert.equal(known.find(different['another block']!), null);
  });
});
