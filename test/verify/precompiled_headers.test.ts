import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCompiler } from '../../lib/native/open.js';
import type { CompileJob, CompileOutput, Compiler } from '../../lib/native/types.js';
import { packagePath } from '../../lib/package_root.js';
import { candidateFrame } from '../../lib/verify/compile/candidate_frame.js';
import { kernelNamesIn } from '../../lib/verify/compile/compile_log.js';
import { isMinimal, leadingIncludes, quickly } from '../../lib/verify/precompiled_headers.js';
import { signatureExpression } from '../../lib/verify/signature.js';

describe('leadingIncludes', () => {
  for (const [what, source, leading] of [
    ['none', '__global__ void k() {}', '\n'],
    ['one', '#include <mma.h>\n__global__ void k() {}', '#include <mma.h>\n'],
    [
      'several, in their order',
      '#include <b.h>\r\n #  include<a/c.cuh> // why\nint x;',
      '#include <b.h>\n#include <a/c.cuh>\n',
    ],
    ['ones behind comments', '// one\n\n/* two\n three */\n#include <mma.h>\n', '#include <mma.h>\n'],
    ['ones before another directive', '#include <a.h>\n#define X\n#include <b.h>\n', '#include <a.h>\n'],
    ['none in quotes', '#include "a.h"\n', '\n'],
    ['none that climb', '#include <../a.h>\n', '\n'],
    ['none with other text in them', '#include <a.h> __device__ int x;\n', '\n'],
    ['none in a comment that goes on', '// \\\n#include <a.h>\n', '\n'],
    ['none in a comment', '/* a *\/ int x;\n#include <a.h>\n*/', '\n'],
  ] as const) {
    it(`finds ${what}`, () => assert.equal(leadingIncludes(source), leading));
  }
});

describe('isMinimal', () => {
  for (const [source, minimal] of [
    ['// CUDA kernel\n#include <cuda_fp16.h>\n__global__ void k() { current += __CUDA_ARCH__; }', true],
    ['struct cudaError_t {};', false],
    ['int tex1D;', false],
    ['enum { MAJOR_VERSION };', false],
    ['struct CUstream_st;', false],
    ['#define J(a, b) a##b\nint J(cu, da);', false],
    ['int cu\\\nda;', false],
  ] as const) {
    it(`says ${String(minimal)} for ${JSON.stringify(source)}`, () => assert.equal(isMinimal(source), minimal));
  }
});

function jobFor(source: string): CompileJob {
  return {
    source,
    ...candidateFrame('sm_90a'),
    nameExpressions: kernelNamesIn(source).flatMap((kernel) => [kernel, signatureExpression(kernel)]),
    deadlineMs: 60_000,
    memoryBytes: 2 ** 32,
  };
}

describe('a source that is compiled quickly', () => {
  let compiler: Compiler;
  before(async () => {
    compiler = (await openCompiler({ copies: 1 })).compiler;
  });

  async function comesToTheSame(source: string): Promise<CompileOutput> {
    const job = jobFor(source);
    const plain = await compiler.compile(job);
    await compiler.prepare({ ...job, ...quickly(source) });
    const quick = await compiler.compile({ ...job, ...quickly(source) });
    assert.deepEqual(quick, plain);
    return plain;
  }

  const folder = packagePath('test', 'candidates');
  const candidates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cu'));
  for (const name of candidates.sort().filter((_, i) => i % 4 === 0)) {
    it(`comes to the same: ${name}`, async () => {
      await comesToTheSame(readFileSync(join(folder, name), 'utf8'));
    });
  }

  for (const [what, head] of [
    ['cooperative groups', '#include <cooperative_groups.h>\n#include <cooperative_groups/reduce.h>\n'],
    ['CUB', '#include <cub/block/block_reduce.cuh>\n'],
    ['wmma, further down', '// a comment\n\n#include <mma.h>\n'],
    ['a header and a macro', '#include <cuda_fp16.h>\n#define N 4\n#include <cuda_bf16.h>\n'],
  ] as const) {
    it(`comes to the same with ${what}`, async () => {
      const kernel = 'extern "C" __global__ void k(float* x) { int unused = 0; x[threadIdx.x] += 1.5f; }\n';
      assert.equal((await comesToTheSame(head + kernel)).status, 'compiled');
    });
    it(`fails in the same words with ${what}`, async () => {
      const { status, log } = await comesToTheSame(`${head}extern "C" __global__ void k(float* x) { *x = missing; }\n`);
      assert.equal(status, 'failed');
      assert.match(log, /identifier "missing" is undefined/);
    });
  }

  it('is not taken for one that begins with other headers', async () => {
    const source = '#include <cuda_fp16.h>\nextern "C" __global__ void k(float* x) { *x = 1; }\n';
    const job = jobFor(source);
    const other = { ...job, leading: '#include <mma.h>\n' };
    await compiler.prepare(other);
    assert.deepEqual(await compiler.compile(other), await compiler.compile(job));
  });

  it('may use what --minimal leaves out', async () => {
    const source = 'extern "C" __global__ void k(float* x, cudaTextureObject_t t) { *x = tex1D<float>(t, 0); }\n';
    const job = jobFor(source);
    assert.equal((await compiler.compile({ ...job, leading: '\n', minimal: true })).status, 'compiled');
  });
});
