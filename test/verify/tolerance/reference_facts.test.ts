import assert from 'node:assert/strict';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import { compileReference } from '../../../lib/verify/reference.js';
import { type ReferenceFacts, referenceFacts } from '../../../lib/verify/tolerance/reference_facts.js';
import { simulatedEngine } from '../../simulator/simulated_engine.js';

async function factsOf(problem: string): Promise<ReferenceFacts> {
  const loaded = atCase(loadProblem(problem), 'small');
  const { compiled, plan } = await compileReference(await simulatedEngine(), loaded, { deadlineMs: 60_000 });
  return referenceFacts(compiled.ptx, plan.launches.length);
}

const expected: Record<string, ReferenceFacts> = {
  relu: { arithmetic: 'none', loads: 1 },
  // One rounded sum of two floats is what the compiler makes of the doubles.
  vector_add: { arithmetic: 'f32', loads: 2 },
  softmax: { arithmetic: 'f64', loads: null },
  layernorm: { arithmetic: 'f64', loads: null },
  cumsum: { arithmetic: 'f64', loads: null },
  conv2d: { arithmetic: 'f64', loads: null },
  matmul: { arithmetic: 'f64', loads: null },
  // Products and sums are f32, which is more than the outputs have, but no more than candidates sum in.
  matmul_f16: { arithmetic: 'f32', loads: null },
  attention_causal: { arithmetic: 'f32', loads: null },
  attention_full: { arithmetic: 'f32', loads: null },
  attention_full_f16: { arithmetic: 'f32', loads: null },
  attention_relative: { arithmetic: 'f32', loads: null },
  attention_alibi: { arithmetic: 'f32', loads: null },
  attention_softcap: { arithmetic: 'f32', loads: null },
  attention_sliding_window: { arithmetic: 'f32', loads: null },
  attention_document: { arithmetic: 'f32', loads: null },
  attention_grouped_query: { arithmetic: 'f32', loads: null },
  attention_neighbourhood: { arithmetic: 'f32', loads: null },
  argmax: { arithmetic: 'none', loads: null },
};

describe('referenceFacts', () => {
  for (const [problem, facts] of Object.entries(expected)) {
    it(`knows the reference of ${problem}`, async () => assert.deepEqual(await factsOf(problem), facts));
  }

  const facts = (body: string): ReferenceFacts => referenceFacts(`.visible .entry k() {\n${body}\n}`, 1);

  it('counts the elements of vector loads', () => {
    assert.equal(facts('ld.global.nc.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1];\nld.f32 %f5, [%rd2];').loads, 5);
  });

  it('does not count parameters', () => assert.equal(facts('ld.param.u64 %rd1, [p];').loads, 0));

  it('sees a loop, a barrier and a call', () => {
    assert.equal(facts('$L__BB0_2:\nld.global.f32 %f1, [%rd1];\n@%p1 bra $L__BB0_2;').loads, null);
    assert.equal(facts('bra $L__BB0_2;\n$L__BB0_2:\nret;').loads, 0, 'forwards is no loop');
    assert.equal(facts('bar.sync 0;').loads, null);
    assert.equal(facts('call.uni (retval0), f, (param0);').loads, null);
  });

  it('knows nothing of loads across launches', () => assert.equal(referenceFacts('', 2).loads, null));

  it('tells arithmetic from conversions and comparisons', () => {
    assert.equal(facts('fma.rn.f32 %f1, %f2, %f3, %f4;').arithmetic, 'f32');
    assert.equal(facts('fma.rn.f32 %f1, %f2, %f3, %f4;\nadd.f64 %fd1, %fd2, %fd3;').arithmetic, 'f64');
    assert.equal(facts('max.f32 %f1, %f2, %f3;\nsetp.gt.f32 %p1, %f1, %f2;').arithmetic, 'none');
    assert.equal(facts('cvt.f64.f32 %fd1, %f1;').arithmetic, 'none', 'widening does not round');
    assert.equal(facts('cvt.rn.f32.f64 %f1, %fd1;').arithmetic, 'f32');
    assert.equal(facts('cvt.rn.f32.s32 %f1, %r1;').arithmetic, 'f32');
    assert.equal(facts('cvt.rn.f16.f32 %rs1, %f1;').arithmetic, '16-bit');
    assert.equal(facts('fma.rn.f16x2 %r1, %r2, %r3, %r4;').arithmetic, '16-bit');
    assert.equal(facts('wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 {%f1}, %rd1, %rd2;').arithmetic, 'f32');
    assert.equal(facts('// add.f64 in a comment').arithmetic, 'none');
  });
});
