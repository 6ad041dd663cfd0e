import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { drawMutations } from '../../bench/mutants_draw.js';
import { allClose, sameBits } from '../../bench/mutants_judges.js';
import { type Mutation, mutate, mutationGroups, mutationsOf } from '../../bench/mutants_operators.js';
import { mutantTable } from '../../bench/mutants_table.js';
import { tokensOf } from '../../bench/mutants_tokens.js';
import { packagePath } from '../../lib/package_root.js';
import { type Tensor, createTensor } from '../../lib/problem/tensor.js';
import { atCase, loadProblem } from '../../lib/problem/problem.js';
import { compiled } from '../verify/sample_compile.js';

const withBody = (body: string): string => `/*---
launch: [{ kernel: k, grid: [1], block: [32], args: [x, y, N] }]
---*/
${body}
`;
const changesOf = (body: string, group: Mutation['group']): string[] =>
  mutationsOf(withBody(body))
    .filter((mutation) => mutation.group === group)
    .map((mutation) => mutate(withBody(body), mutation).after);

describe('tokensOf', () => {
  it('leaves comments and the preprocessor out, and keeps positions', () => {
    const source = '#define A 1 + \\\n  2\n// a + b\nint i = a /* + */ + b[3]; char c = \'"\'; asm("a + b");';
    const tokens = tokensOf(source, 0);
    for (const { text, from, to } of tokens) assert.equal(source.slice(from, to), text);
    assert.equal(tokens.filter(({ text }) => text === '+').length, 1);
    assert.equal(tokens.find(({ text }) => text === '3')?.subscripts, 1);
  });

  it('knows the heads of loops and the statements', () => {
    const tokens = tokensOf('for (int i = 0; i < n; i++) { y[i] = f(x); }', 0);
    assert.equal(tokens.find(({ text }) => text === '<')?.head, true);
    const call = tokens.find(({ text }) => text === 'f');
    assert.equal(call?.head, false);
    assert.equal(tokens[call.statement]?.text, 'y');
  });
});

describe('mutationsOf', () => {
  it('changes operands, among them one used twice and sums that forget', () => {
    const changes = changesOf('__global__ void k() {\nsum += a * b;\n}', 'operand');
    assert.deepEqual(changes, ['sum -= a * b;', 'sum = a * b;', 'sum += a + b;', 'sum += a * a;']);
  });

  it('changes bounds of loops and guards', () => {
    const changes = changesOf('__global__ void k() {\nfor (int i = 0; i < n; i += 32) f(i);\n}', 'bound');
    assert.deepEqual(changes, [
      'for (int i = 1; i < n; i += 32) f(i);',
      'for (int i = 0; i <= n; i += 32) f(i);',
      'for (int i = 0; i < (n - 1); i += 32) f(i);',
      'for (int i = 0; i < n; i += (32 + 1)) f(i);',
    ]);
  });

  it('changes indices, of threads too', () => {
    const changes = changesOf('__global__ void k() {\ny[i] = x[threadIdx.x];\n}', 'index');
    assert.deepEqual(changes, [
      'y[(i) ^ 1] = x[threadIdx.x];',
      'y[(i) + 1] = x[threadIdx.x];',
      'y[i] = x[(threadIdx.x) ^ 1];',
      'y[i] = x[(threadIdx.x) + 1];',
      'y[i] = x[threadIdx.y];',
    ]);
  });

  it('rounds values that may have roundings, and leaves whole numbers and pointers', () => {
    const body = '__global__ void k() {\nint i = a + b; const float* p = x + i; float v = a * b, w = c;\n}';
    const changes = changesOf(body, 'rounding');
    assert.equal(changes.length, 4);
    assert.match(changes[0] ?? '', /float v = mutant_rounded<10>\(a \* b\), w = c;/);
    assert.match(changes[3] ?? '', /w = mutant_rounded<7>\(c\);/);
  });

  it('leaves headers and declarations alone', () => {
    const body = '__shared__ float t[32][32 + 1];\nconstexpr int T = 4 * 8;\ntemplate <int A> void f(float* a);';
    assert.deepEqual(mutationsOf(withBody(body)), []);
  });

  it('gives every group something of a real kernel, each with one line changed', () => {
    const source = readFileSync(packagePath('test', 'candidates', 'matmul', 'tiled32.cu'), 'utf8');
    const mutations = mutationsOf(source);
    for (const group of mutationGroups)
      assert.ok(
        mutations.some((mutation) => mutation.group === group),
        group,
      );
    for (const mutation of mutations) {
      const { source: changed, line, before, after } = mutate(source, mutation);
      assert.notEqual(before, after);
      const differing = changed.split('\n').filter((text, i) => text !== source.split('\n')[i]);
      assert.equal(differing.length, mutation.text.includes('mutant_rounded') ? 2 : 1, `line ${line}`);
      assert.equal(changed.split('\n').length, source.split('\n').length);
    }
  });

  it('makes roundings that compile', async () => {
    const source = readFileSync(packagePath('test', 'candidates', 'matmul', 'tiled32.cu'), 'utf8');
    const rounding = mutationsOf(source).filter(({ group }) => group === 'rounding');
    const { ptx } = await compiled(mutate(source, rounding.at(-1)!).source, ['matmul']);
    assert.match(ptx, /and\.b32/);
  });
});

describe('drawMutations', () => {
  const subject = (name: string) => ({
    name,
    source: readFileSync(packagePath('test', 'candidates', 'softmax', `${name}.cu`), 'utf8'),
    problem: atCase(loadProblem('softmax'), 'small'),
  });

  it('is the same for a seed, another for another, and takes subjects by turns', () => {
    const subjects = ['plain', 'online'].map(subject);
    const order = (seed: number) =>
      drawMutations(subjects, 'index', seed).map(
        ({ subject: { name }, mutation }) => `${name} ${mutation.from} ${mutation.text}`,
      );
    assert.deepEqual(order(1), order(1));
    assert.notDeepEqual(order(1), order(2));
    assert.equal(new Set(order(1)).size, order(1).length);
    assert.notEqual(order(1)[0]?.split(' ')[0], order(1)[1]?.split(' ')[0]);
  });
});

describe('the judges beside warpsmith', () => {
  const outputs = (values: number[]): Map<string, Tensor> => {
    const tensor = createTensor('f32', [values.length]);
    for (const [i, value] of values.entries()) tensor.data[i] = value;
    return new Map([['y', tensor]]);
  };
  const close = (a: number[], b: number[], bound = 1e-2): boolean => allClose(outputs(a), outputs(b), bound);

  it('take allclose as PyTorch does: an absolute and a relative part', () => {
    assert.equal(close([0.0099], [0]), true);
    assert.equal(close([0.0101], [0]), false);
    assert.equal(close([101.9], [100], 1e-2), false);
    assert.equal(close([100.9], [100], 1e-2), true);
  });

  it('take infinities for equal to themselves only, and NaN for equal to nothing', () => {
    assert.equal(close([Infinity], [Infinity]), true);
    assert.equal(close([-Infinity], [Infinity]), false);
    assert.equal(close([1], [Infinity]), false);
    assert.equal(close([Infinity], [1]), false);
    assert.equal(close([NaN], [NaN]), false);
  });

  it('tell bits apart that compare as equal', () => {
    assert.equal(sameBits(outputs([0, 1]), outputs([0, 1])), true);
    assert.equal(sameBits(outputs([0]), outputs([-0])), false);
  });
});

describe('mutantTable', () => {
  it('counts what each judge caught of those that were compared, and shows what passed', () => {
    const mutant = { group: 'bound' as const, operator: '<= for <', line: 7, before: 'i < n', after: 'i <= n' };
    const one = { subject: 'candidate/a', mutant, outcome: 'incorrect' as const };
    const text = mutantTable(
      [
        { ...one, fate: 'compared', caught: ['warpsmith', 'allclose 1e-4'] },
        { ...one, fate: 'compared', caught: [], outcome: 'pass' },
        { ...one, fate: 'equivalent', caught: [], outcome: 'pass' },
        { ...one, fate: 'unsafe', caught: ['warpsmith'], outcome: 'unsafe' },
        { ...one, fate: 'lost', caught: [], outcome: 'pass', lost: { stage: 'comparison', words: 'SIGABRT' } },
      ],
      { fit: 3, refused: { 'allclose 1e-4': 1 }, unfit: { 'candidate/b': 'incorrect as it is' } },
    );
    assert.match(text, /all +2 +50% +0% +50% +0%/);
    assert.match(text, /1 that the safe run refuses, 1 equivalent/);
    assert.match(
      text,
      /1 that took the device from their process\n {2}lost: .*:7 <= for <, at: comparison, .*pass: SIGABRT/,
    );
    assert.match(text, /refused, of 3: allclose 1e-4 1, allclose 1e-2 0/);
    assert.match(text, /not used: candidate\/b, incorrect as it is/);
    assert.match(text, /passed by warpsmith: 1\n {2}candidate\/a:7 <= for <\n {4}- i < n\n {4}\+ i <= n/);
  });
});
