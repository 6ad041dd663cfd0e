import assert from 'node:assert/strict';
import { WarpsmithError } from '../../lib/errors.js';
import { atCase, builtInProblems, loadProblem, parseProblem } from '../../lib/problem/problem.js';
import { caseOrder } from '../../lib/verify/verify_cases.js';

interface Changes {
  dims?: string;
  more?: string;
  inputs?: string;
  outputs?: string;
}

function text({ dims = '{ N: 8 }', more = '', inputs, outputs }: Changes = {}): string {
  return `/*---
name: scale
summary: Twice the input.
dims: ${dims}
${more}
inputs: ${inputs ?? '{ x: { type: f32, shape: [N] } }'}
outputs: ${outputs ?? '{ y: { type: f32, shape: [N] } }'}
launch:
  - { kernel: reference, grid: [1], block: [32], args: [x, y, N] }
---*/
`;
}

function refusal(source: string): string {
  try {
    parseProblem(source, 'here.cu');
  } catch (error) {
    assert(error instanceof WarpsmithError, `threw ${String(error)}`);
    assert.equal(error.code, 'bad-problem');
    assert.match(error.message, /here\.cu/, 'does not name the file');
    return error.message;
  }
  assert.fail('the problem was accepted');
}

describe('the problems that come along', () => {
  it('are at least those of the first release', () => {
    const expected = 'argmax attention_causal conv2d cumsum layernorm matmul matmul_f16 relu softmax vector_add'.split(
      ' ',
    );
    const missing = expected.filter((name) => !builtInProblems().includes(name));
    assert.deepEqual(missing, []);
  });

  it('have the attention family', () => {
    const variants = 'causal full full_f16 relative alibi softcap sliding_window document grouped_query neighbourhood';
    const missing = variants.split(' ').filter((name) => !builtInProblems().includes(`attention_${name}`));
    assert.deepEqual(missing, []);
  });

  for (const name of builtInProblems()) {
    it(`${name}: loads, and has a small case for each full one`, () => {
      const problem = loadProblem(name);
      assert.equal(problem.name, name, 'the name in the header is not that of the file');
      assert(Object.keys(problem.cases).length >= 2, 'has no small case');
      assert.deepEqual(Object.keys(problem.cases)[0], 'full');
      const size = (caseName: string): number =>
        atCase(problem, caseName).contract.inputs.reduce((sum, { count }) => sum + count, 0);
      for (const small of caseOrder(problem).slice(0, -1)) assert(size(small) < size('full'), `${small} is not small`);
    });
  }
});

describe('loadProblem', () => {
  for (const wanted of ['no_such_problem', '/nowhere/at/all.cu', '/']) {
    it(`says what it knows when there is no ${wanted}`, () => {
      assert.throws(() => loadProblem(wanted), {
        code: 'bad-file',
        message: new RegExp(`found "${wanted}" .*Built in are: argmax, .*vector_add`, 's'),
      });
    });
  }

  for (const wanted of ['layer.py', 'a/layer.py:Block']) {
    it(`says how ${wanted} is named instead`, () => {
      assert.throws(() => loadProblem(wanted), {
        code: 'bad-file',
        message: /but found .*layer\.py.*named by --torch/,
      });
    });
  }
});

describe('parseProblem', () => {
  it('gives inputs their default fills and outputs none', () => {
    const { contract } = atCase(parseProblem(text(), 'here.cu'));
    assert.deepEqual(contract.inputs[0]?.fill, { normal: [0, 1] });
    assert.equal(contract.outputs[0]?.fill, null);
  });

  it('lets a case change some dims and keep the others', () => {
    const problem = parseProblem(text({ dims: '{ N: 8, M: 3 }', more: 'cases: { small: { N: 2 } }' }), 'here.cu');
    assert.deepEqual(problem.cases, { full: { N: 8, M: 3 }, small: { N: 2, M: 3 } });
    assert.deepEqual(atCase(problem, 'small').contract.inputs[0]?.shape, [2]);
    assert.deepEqual(caseOrder(problem), ['small', 'full']);
  });

  it('counts the operations of a case', () => {
    const problem = parseProblem(text({ more: 'work: { operations: "5 * N" }' }), 'here.cu');
    const none = { leastOperations: null, readBytes: null };
    assert.deepEqual(atCase(problem).contract.work, { operations: 40, unit: 'f32', ...none });
  });

  it('takes what a problem says of the least work, with or without operations', () => {
    const less = parseProblem(
      text({ more: 'work: { operations: "5 * N", leastOperations: "N", bytes: 4 }' }),
      'here.cu',
    );
    assert.deepEqual(atCase(less).contract.work, { operations: 40, unit: 'f32', leastOperations: 8, readBytes: 4 });
    const bytes = parseProblem(text({ more: 'work: { bytes: "4 * N" }' }), 'here.cu');
    assert.deepEqual(atCase(bytes).contract.work, { operations: 0, unit: 'f32', leastOperations: null, readBytes: 32 });
  });

  for (const caseName of ['tiny', 'toString', '__proto__', '']) {
    it(`refuses the unknown case "${caseName}"`, () => {
      const problem = parseProblem(text({ more: 'cases: { small: { N: 2 } }' }), 'here.cu');
      assert.throws(() => atCase(problem, caseName), {
        code: 'bad-option',
        message: `Expected one of the cases full, small of here.cu but found "${caseName}".`,
      });
    });
  }

  const refused: [string, string, RegExp][] = [
    ['a file without a header', 'int x;', /header: Expected the file to begin with a header/],
    ['a header that is no YAML', '/*---\na: [\n---*/\n', /header: Expected YAML in the header but line \d/],
    ['a header that is a text', '/*---\nhello\n---*/\n', /header: .*expected object/],
    ['an unknown section', text({ more: 'inputz: {}' }), /header: .*inputz/],
    ['no outputs', text({ outputs: '{}' }), /outputs: Expected at least one output/],
    ['a dim of 0', text({ dims: '{ N: 0 }' }), /dims\.N: /],
    ['a dim that is a fraction', text({ dims: '{ N: 1.5 }' }), /dims\.N: /],
    ['an unknown dim in a case', text({ more: 'cases: { a: { Q: 1 } }' }), /cases\.a: Expected only N but found Q/],
    ['an inherited name in a case', text({ more: 'cases: { a: { toString: 1 } }' }), /found toString/],
    ['a case called full', text({ more: 'cases: { full: { N: 1 } }' }), /cases\.full: "full" is the case of/],
    [
      'an unknown dim in a shape',
      text({ inputs: '{ x: { type: f32, shape: [Q] } }' }),
      /inputs\.x\.shape\[0\]: .*"Q" is no dim/,
    ],
    [
      'a shape that is no arithmetic',
      text({ inputs: '{ x: { type: f32, shape: ["N.a"] } }' }),
      /inputs\.x\.shape\[0\]: /,
    ],
    [
      'a shape that is empty in one case',
      text({ inputs: '{ x: { type: f32, shape: ["N - 4"] } }', more: 'cases: { a: { N: 4 } }' }),
      /case a\).*inputs\.x\.shape\[0\]/s,
    ],
    ['an unknown type', text({ inputs: '{ x: { type: f8, shape: [N] } }' }), /inputs\.x\.type: /],
    [
      'an unknown fill',
      text({ inputs: '{ x: { type: f32, shape: [N], fill: { ones: 1 } } }' }),
      /inputs\.x\.fill: Expected one of/,
    ],
    [
      'an input and an output of one name',
      text({ outputs: '{ x: { type: f32, shape: [N] } }' }),
      /outputs\.x: This name stands twice/,
    ],
    [
      'an input named like a dim',
      text({ inputs: '{ N: { type: f32, shape: [N] } }' }),
      /inputs\.N: This name stands twice/,
    ],
    ['a constant named like a dim', text({ more: 'constants: { N: 1 }' }), /constants\.N: This name stands twice/],
    ['an input named like a constant', text({ more: 'constants: { x: 1 }' }), /inputs\.x: This name stands twice/],
    ['a tolerance of no kind', text({ more: 'tolerance: loose' }), /Expected a tolerance: derived, kernelbench/],
    ['a reduction of nothing', text({ more: 'reduction: 0' }), /reduction: Expected at least 1 but found 0/],
    ['a precision that is none', text({ more: 'precision: f8' }), /precision: Expected one of f32, tf32, f16, bf16/],
    ['a tolerance below 0', text({ more: 'tolerance: { relative: -1, absolute: 0 }' }), /tolerance\.relative/],
    ['work that is no arithmetic', text({ more: 'work: { operations: "N N" }' }), /work\.operations: /],
    [
      'more bytes than there are',
      text({ more: 'work: { bytes: "4 * N + 1" }' }),
      /work\.bytes: Expected from 0 to 32, .*33/,
    ],
    ['fewer bytes than none', text({ more: 'work: { bytes: "0 - N" }' }), /work\.bytes: Expected from 0 to 32/],
    [
      'more operations than the usual way takes',
      text({ more: 'work: { operations: 5, leastOperations: 6 }' }),
      /work\.leastOperations: Expected from 0 to 5, the operations of the usual way, but found 6/,
    ],
    ['a unit without a peak', text({ more: 'work: { operations: 1, unit: i32 }' }), /work\.unit: /],
  ];
  for (const [what, source, message] of refused) {
    it(`refuses ${what}`, () => assert.match(refusal(source), message));
  }

  it('tells everything that is wrong at once', () => {
    const message = refusal(
      text({ inputs: '{ x: { type: f32, shape: [Q] } }', outputs: '{ y: { type: i32, shape: [R] } }' }),
    );
    assert.match(message, /inputs\.x\.shape\[0\].*\n.*outputs\.y\.shape\[0\]/);
  });
});

describe('domains in a problem', () => {
  for (const [what, fields, message] of [
    ['an unknown one', 'domain: negative', /inputs\.x\.domain: Expected a domain: any, positive, unit/],
    ['one upside down', 'domain: [3, 1]', /inputs\.x\.domain/],
    ['a normal fill beside a range', 'domain: [-9, 9]', /inputs\.x\.domain: .*no end/],
    ['a fill that leaves it', 'fill: { uniform: [-1, 1] }, domain: positive', /inputs\.x\.domain: .*"positive"/],
    ['a constant outside', 'fill: { constant: 2 }, domain: unit', /inputs\.x\.domain/],
    ['no value in it', 'fill: { integers: [1, 2] }, domain: [1.2, 1.8]', /inputs\.x\.domain: .*with a value in it/],
    ['an unknown special value', 'special: [ones]', /inputs\.x\.special: Expected true or a list of zeros/],
    ['no special value', 'special: []', /inputs\.x\.special/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.match(refusal(text({ inputs: `{ x: { type: f32, shape: [N], ${fields} } }` })), message);
    });
  }

  it('refuses one of an output, which nothing draws', () => {
    assert.match(refusal(text({ outputs: '{ y: { type: f32, shape: [N], domain: any } }' })), /outputs\.y/);
  });

  it('reach the contract', () => {
    const inputs = '{ x: { type: f32, shape: [N], fill: { uniform: [0, 1] }, domain: unit, special: [nans] } }';
    const { contract } = atCase(parseProblem(text({ inputs }), 'here.cu'));
    assert.equal(contract.inputs[0]!.domain, 'unit');
    assert.deepEqual(contract.inputs[0]!.special, ['nans']);
  });
});
