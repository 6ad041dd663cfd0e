/** Whatever a CUDA text holds, the reader imports it or says what is wrong with it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WarpsmithError } from '../../lib/errors.js';
import { randomBelow } from '../../lib/format/seeded.js';
import { candidateOf, importCandidate } from '../../lib/import/import_candidate.js';
import { type Solution, readSolution } from '../../lib/import/solution.js';
import { packagePath } from '../../lib/package_root.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';

const names = ['relu', 'matmul', 'softmax', 'layernorm'];
const words =
  `( ) [ ] { } < > <<< >>> , ; : :: . -> = == + - * / % & | ^ ! ~ ? # ## " ' \\ /* */ // \n if for while do return
  else template typename struct namespace using const auto int float dim3 k<<<1,1>>>() x y 0 1 0x 1e 1.f scalar_t
  AT_DISPATCH_ALL_TYPES [&] __global__ __device__ #define A(x) A(A(x)) #include #if #endif operator extern "C"`.split(
    /[ ]+/,
  );

describe('the reader of solutions', () => {
  needsPython();
  const folder = scratchFolder();
  const solutions = new Map<string, Solution>();
  const problems = new Map(names.map((name) => [name, loadProblem(name)]));
  before(async function () {
    this.timeout(60_000);
    for (const name of names) {
      solutions.set(name, await readSolution(packagePath('test', 'import', 'solutions', `${name}.py`)));
    }
  });

  /** Whether it was imported; fails for anything that is thrown but the project's own error. */
  function survives(name: string, text: string): boolean {
    const solution = solutions.get(name);
    const problem = problems.get(name);
    assert(solution && problem);
    const lines = text.split('\n').map((_, i) => i + 1);
    const extensions = solution.extensions.map((each) => ({ ...each, cuda: { line: 1, text, lines } }));
    const file = { file: 'solution.py', solution: { ...solution, extensions } };
    try {
      assert.match(candidateOf(file, null, problem).source, /^\/\*---\n/);
      return true;
    } catch (error) {
      if (!(error instanceof WarpsmithError)) throw new Error(`With ${JSON.stringify(text)}`, { cause: error });
      assert.match(error.message, /^solution\.py(:\d+)?: Expected .* but /s);
      return false;
    }
  }

  function textOf(name: string): string {
    return solutions.get(name)?.extensions[0]?.cuda?.text ?? assert.fail(name);
  }

  for (const name of names) {
    it(`takes ${name}.py, and says what is wrong with every beginning of it`, () => {
      const text = textOf(name);
      assert(survives(name, text));
      for (let end = 0; end < text.length; end += 13) survives(name, text.slice(0, end));
    });

    it(`says what is wrong with ${name}.py when parts of it are taken out, doubled or replaced`, function () {
      this.timeout(60_000);
      const text = textOf(name);
      for (let round = 0; round < 200; round++) {
        const pick = (count: number, what: number): number => randomBelow(count, 11, round, what);
        const at = pick(text.length, 1);
        const end = Math.min(text.length, at + pick(pick(2, 2) === 0 ? 4 : 200, 3));
        const instead = [words[pick(words.length, 4)] ?? '', text.slice(at, end).repeat(2), ''][pick(3, 5)] ?? '';
        survives(name, `${text.slice(0, at)}${instead}${text.slice(end)}`);
      }
    });
  }

  it('says what is wrong with random words', () => {
    for (let round = 0; round < 200; round++) {
      const count = 1 + randomBelow(60, 7, round);
      const text = Array.from({ length: count }, (_, i) => words[randomBelow(words.length, 7, round, i)]).join(' ');
      survives('relu', text);
      survives('relu', `torch::Tensor relu(torch::Tensor x) { ${text} }`);
    }
  });

  for (const [what, text] of [
    ['nested parentheses', `int a = ${'('.repeat(5000)}1${')'.repeat(5000)};`],
    ['nested casts', `return ${'(int)'.repeat(5000)}x;`],
    ['nested templates', `return ${'a<'.repeat(500)}1;`],
    ['nested blocks', '{'.repeat(3000) + '}'.repeat(3000)],
    ['sizes that double', `int n = x.numel(); ${'n = n * n + n;'.repeat(60)} k<<<n, 1>>>();`],
    ['a loop without end', 'while (true) {}'],
    ['a function within itself', 'return relu(x);'],
    ['a sum of ten thousand', `int n = ${'1 + '.repeat(10_000)}1;`],
  ] as const) {
    it(`bears ${what}`, () => {
      survives('relu', `__global__ void k() {}\ntorch::Tensor relu(torch::Tensor x) { ${text} }`);
      survives('relu', text);
    });
  }

  it('bears macros that double', () => {
    const macros = Array.from({ length: 40 }, (_, i) => `#define A${i + 1} A${i} A${i}`).join('\n');
    assert(!survives('relu', `#define A0 1 +\n${macros}\ntorch::Tensor relu(torch::Tensor x) { return A40; }`));
  });

  it('says what is wrong with beginnings of the Python', async function () {
    this.timeout(60_000);
    const text = readFileSync(packagePath('test', 'import', 'solutions', 'relu.py'), 'utf8');
    const file = join(folder(), 'solution.py');
    for (let round = 0; round < 12; round++) {
      writeFileSync(file, text.slice(0, Math.floor((text.length * round) / 12)));
      const asked = importCandidate(file, loadProblem('relu'));
      await assert.rejects(asked, { code: 'bad-file', message: /solution\.py.* but found /s });
    }
  });
});
