import assert from 'node:assert/strict';
import { HeaderError, parseHeader, pathText } from '../../lib/format/header.js';

function refusal(source: string): string {
  try {
    parseHeader(source);
  } catch (error) {
    assert(error instanceof HeaderError, `threw ${String(error)}`);
    assert.equal(error.where, 'header');
    return error.message;
  }
  assert.fail('the header was accepted');
}

describe('parseHeader', () => {
  it('gives the YAML as plain data', () => {
    const source = '/*---\nname: a\nlaunch:\n  - { kernel: k, grid: ["ceildiv(N, 2)", 3] }\n---*/\nint x;\n';
    assert.deepEqual(parseHeader(source), { name: 'a', launch: [{ kernel: 'k', grid: ['ceildiv(N, 2)', 3] }] });
  });

  it('takes blanks and blank lines before it and behind its marks', () => {
    assert.deepEqual(parseHeader('\n\n  /*--- \t\na: 1\n---*/ // done\n'), { a: 1 });
  });

  it('takes Windows line ends', () => {
    assert.deepEqual(parseHeader('/*---\r\na: x\r\nb:\r\n  - 1\r\n---*/\r\n'), { a: 'x', b: [1] });
  });

  it('takes a byte-order mark', () => {
    assert.deepEqual(parseHeader('\uFEFF/*---\na: 1\n---*/\n'), { a: 1 });
  });

  it('ends at the first closing line, not at one inside a text', () => {
    assert.deepEqual(parseHeader('/*---\na: "x ---*/ y"\n---*/\n/*---\nb: 2\n---*/\n'), { a: 'x ---*/ y' });
  });

  for (const [what, source] of [
    ['an empty file', ''],
    ['a source without one', '__global__ void k() {}\n'],
    ['one that does not come first', 'int x;\n/*---\na: 1\n---*/\n'],
    ['an ordinary comment', '/* a: 1 */\n'],
    ['text on the opening line', '/*--- a: 1\n---*/\n'],
  ] as const) {
    it(`refuses ${what}`, () => assert.match(refusal(source), /begin with a header between .* but found none/));
  }

  it('refuses one that is never closed', () => {
    assert.match(refusal('/*---\na: 1\n'), /never closed/);
    assert.match(refusal('/*---\na: 1\n  ---*/\n'), /never closed/);
  });

  const bad = 'a: 1\nb: [1, 2\nc: 3\n';
  for (const [what, source, line] of [
    ['the file', `/*---\n${bad}---*/\n`, 4],
    ['a file with blank lines first', `\n\n/*---\n${bad}---*/\n`, 6],
    ['a file with Windows line ends', `/*---\n${bad}---*/\n`.replaceAll('\n', '\r\n'), 4],
    ['a file with a byte-order mark', `\uFEFF/*---\n${bad}---*/\n`, 4],
  ] as const) {
    it(`names the line that is no YAML, counted in ${what}`, () => {
      assert.match(refusal(source), new RegExp(`^Expected YAML in the header but line ${line} is none: `));
    });
  }

  it('refuses duplicate keys and names the line of the second', () => {
    assert.match(refusal('/*---\na: 1\nb: 2\na: 3\n---*/\n'), /line 4 is none: Map keys must be unique/);
  });

  it('refuses tabs for indentation', () => {
    assert.match(refusal('/*---\na:\n\t- 1\n---*/\n'), /^Expected YAML in the header but line/);
  });

  it('refuses a second document', () => {
    assert.match(refusal('/*---\na: 1\n---\nb: 2\n---*/\n'), /^Expected YAML/);
  });

  it('refuses aliases', () => {
    assert.match(refusal('/*---\na: &x [1]\nb: *x\n---*/\n'), /^Expected plain YAML in the header/);
  });

  it('refuses aliases that multiply, at once', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]`);
    assert.match(refusal(`/*---\nl0: &l0 [x]\n${levels.join('\n')}\n---*/\n`), /^Expected plain YAML/);
  });

  it('refuses an alias without an anchor', () => {
    assert.match(refusal('/*---\nb: *nothing\n---*/\n'), /^Expected (plain )?YAML/);
  });

  it('refuses tags that it does not know', () => {
    assert.match(refusal('/*---\na: !!js/function "x"\n---*/\n'), /^Expected YAML in the header but line 2 is none/);
  });

  it('changes no prototype', () => {
    const parsed = parseHeader('/*---\n__proto__: { polluted: 1 }\na: 1\n---*/\n') as object;
    assert.equal((parsed as { polluted?: number }).polluted, undefined);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });
});

describe('pathText', () => {
  it('writes a path as a person would', () => {
    assert.equal(pathText([]), 'header');
    assert.equal(pathText(['launch', 0, 'grid', 1]), 'launch[0].grid[1]');
    assert.equal(pathText(['workspace', 'a', 'type']), 'workspace.a.type');
  });
});
