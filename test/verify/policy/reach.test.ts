import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCompiler } from '../../../lib/native/open.js';
import type { CompileOutput, Compiler } from '../../../lib/native/types.js';
import { CompileService } from '../../../lib/verify/compile/compile_service.js';
import { policyProblems } from '../../../lib/verify/policy/policy.js';
import { hiddenSpellings, legalTexts, refusedSpellings } from './spellings.js';

/** The policy is left out here: whatever gets past it meets the compiler's own walls. */
describe('what a source can reach through the compiler', () => {
  const word = 'SECRET_WORD_4711';
  const sibling = 'sibling_of_the_process.h';
  const started = process.cwd();
  let folder = '';
  let compiler: Compiler;
  let folders: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'warpsmith-reach-'));
    for (const name of ['secret.h', sibling, 'candidate.cu']) writeFileSync(join(folder, name), `${word} is here;\n`);
    process.chdir(folder);
    const opened = await openCompiler();
    compiler = opened.compiler;
    folders = opened.place.includes;
  });
  after(() => {
    process.chdir(started);
    rmSync(folder, { recursive: true });
  });

  const run = (source: string): Promise<CompileOutput> =>
    compiler.compile({
      source,
      fileName: 'candidate.cu',
      options: ['--gpu-architecture=sm_90a', '--std=c++17', '--generate-line-info'],
      headers: {},
      nameExpressions: [],
      deadlineMs: 60_000,
      memoryBytes: 2 ** 32,
    });
  const fill = (text: string): string =>
    text.replaceAll('SECRET', join(folder, 'secret.h')).replaceAll('SIBLING', sibling);
  const allOf = ({ log, ptx, cubin }: CompileOutput): string => log + ptx + Buffer.from(cubin).toString('latin1');

  for (const spelling of [...refusedSpellings, ...hiddenSpellings]) {
    it(`is nothing of the host's: ${JSON.stringify(spelling)}`, async () => {
      const source = `${fill(spelling)}\n`;
      const output = await run(source);
      const all = allOf(output);
      assert(!all.includes(word), output.log);
      // That something is there is not to be told either.
      assert.doesNotMatch(output.log, /#error directive: yes|static assertion failed/);
      for (const path of folders) assert(!all.includes(path), output.log);
      // What the source says itself may come back.
      if (!source.includes(folder)) assert(!all.includes(folder), output.log);
    });
  }

  for (const spelling of hiddenSpellings) {
    it(`passes the policy, as the table says: ${JSON.stringify(spelling)}`, () =>
      assert.deepEqual(policyProblems(fill(spelling)), []));
  }

  it('are the headers of the toolkit, and what they include themselves', async () => {
    const names = ['cuda_fp16.h', 'cuda_bf16.h', 'mma.h', 'cooperative_groups.h', 'cub/block/block_reduce.cuh'];
    for (const name of names) {
      const output = await run(`#include <${name}>\nextern "C" __global__ void k() {}\n`);
      assert.equal(output.status, 'compiled', output.log);
    }
  });

  it('is there or not as __has_include says for the header folders', async () => {
    const output = await run(
      '#if !__has_include(<mma.h>) || !__has_include("cuda/std/array") || __has_include(<stdio.h>)\n#error wrong\n#endif\n',
    );
    assert.equal(output.status, 'compiled', output.log);
  });

  it('has no paths of the host in names of files that code can ask for', async () => {
    const output = await run(
      '#include <cub/block/block_reduce.cuh>\nextern "C" __global__ void k(const char** x, int* y) {\n' +
        '  x[0] = __FILE__; x[1] = __BASE_FILE__; x[2] = __builtin_FILE();\n' +
        '  using Reduce = cub::BlockReduce<int, 64>; __shared__ typename Reduce::TempStorage s; *y = Reduce(s).Sum(*y);\n}\n',
    );
    assert.equal(output.status, 'compiled', output.log);
    assert.match(output.ptx, /\.file\s+\d+ "\/cuda1?\/cub\/block\/block_reduce\.cuh"/);
    for (const path of [folder, ...folders]) assert(!allOf(output).includes(path), `${path} is in the output`);
  });

  it('is called by the names that a source would use, in errors inside of headers', async () => {
    const source =
      '#include <cuda/std/array>\nextern "C" __global__ void k() { cuda::std::get<7>(cuda::std::array<int, 2>{}); }';
    const request = { source, kernels: ['k'], architecture: 'sm_90a', deadlineMs: 60_000 };
    const result = await new CompileService(compiler).compile(request);
    assert(result.kind === 'errors');
    assert.match(result.log, /^cuda\/std\/.*\(\d+\): error/m);
    const files = result.errors.map(({ file }) => file);
    assert(files.some((file) => file.startsWith('cuda/std/')) && !files.some((file) => file.startsWith('/')));
  });

  for (const text of legalTexts) {
    it(`ends for the legal ${JSON.stringify(text)}`, async () => {
      const output = await run(text);
      assert(['compiled', 'failed'].includes(output.status), output.status);
      assert.equal(output.abandoned, false);
    });
  }
});
