import assert from 'node:assert/strict';
import {
  defaultFeedbackTokens,
  renderFeedback,
  renderNoCandidate,
  renderRepeated,
} from '../../lib/dialogue/feedback.js';
import { estimateTokens } from '../../lib/dialogue/messages.js';
import { noCandidateReasons } from '../../lib/dialogue/no_candidate.js';
import type { Outcome } from '../../lib/verify/verdict.js';
import { sampleCounters } from '../verify/sample_counters.js';
import { passIn, sampleVerdict, simulator } from '../verify/sample_verdicts.js';

const facts = { bestMs: null, turn: 3 };
const outcomes: Outcome[] = [
  'plan-error',
  'policy-error',
  'compile-error',
  'unsafe',
  'fault',
  'hang',
  'incorrect',
  'implausible',
  'unverified',
  'pass',
];

describe('renderFeedback', () => {
  for (const outcome of outcomes) {
    it(`says which turn it was and what to answer for ${outcome}`, () => {
      const text = renderFeedback(sampleVerdict(outcome), facts);
      assert.match(text, /^Turn 3: /);
      assert.match(text, /Answer with one complete ```cuda block/);
      // "is undefined" is what the compiler says.
      assert.doesNotMatch(text, /(?<!is )undefined|\[object|null|\{\{|\n\n\n/);
    });
  }

  it('lists the problems of a plan', () => {
    const text = renderFeedback(sampleVerdict('plan-error'), facts);
    assert.match(text, /- launch\[0\]\.grid\[1\]: Expected a size from 1 to 65535, found 0\./);
  });

  it('shows what is unsafe with its lines, and advice for its kind alone', () => {
    const text = renderFeedback(sampleVerdict('unsafe'), facts);
    assert.match(text, /access outside a buffer in scale at candidate\.cu:7, block \(4, 0, 0\), thread \(17, 0, 0\)/);
    assert.match(text, />\s+7 \|\s+y\[i\] = 2/);
    assert.match(text, /- write of 4 bytes at y\[1048576\] \(st\.global\.f32\)/);
    assert.match(text, /index arithmetic at the edges/);
    assert.doesNotMatch(text, /__syncthreads|asynchronous copy/);
  });

  it('says whether the simulator or a checked run on a GPU found what is unsafe, and advises for both alike', () => {
    const unsafe = sampleVerdict('unsafe');
    assert.match(renderFeedback(unsafe, facts), /strict simulator stopped it/);
    const gpu = { id: 'cuda:0', name: 'GPU', driver: 'CUDA 13.0', computeCapability: '9.0' };
    const stopped = unsafe.findings.map((finding) => ({ ...finding, kind: 'deadline' as const }));
    const text = renderFeedback({ ...unsafe, device: gpu, findings: stopped }, facts);
    assert.match(text, /every access checked stopped it on the GPU/);
    assert.doesNotMatch(text, /simulator/);
    assert.match(text, /work that does not end in scale/);
    assert.match(text, /a loop whose end condition can be missed/);
    const heap = unsafe.findings.map((finding) => ({ ...finding, kind: 'heap' as const }));
    assert.match(renderFeedback({ ...unsafe, findings: heap }, facts), /ask for a workspace in the plan/);
  });

  it('tells of a pass on the simulator what its counters show, and invents no time', () => {
    const counters = [sampleCounters({ sharedLoadRequests: 10, sharedBankConflicts: 310 })];
    const passed = { device: simulator, timing: null, roofline: null, counters, output: 'hello\n' };
    const text = renderFeedback(sampleVerdict('pass', passed), facts);
    assert.match(text, /simulator, which executes and does not time/);
    assert.match(text, /- scale: a request to shared memory takes 32 passes/);
    assert.match(text, /It printed:\n\n {4}hello/);
    assert.doesNotMatch(text, /occupancy|unknown|Time:/);
  });

  it('shows compile errors with the lines around them, at most eight', () => {
    const verdict = sampleVerdict('compile-error');
    const text = renderFeedback(verdict, facts);
    assert.match(text, /Line 6: identifier "blockDimm" is undefined\n {6}5 \| .*\n {4}> 6 \| {3}int i/);
    const many = sampleVerdict('compile-error', { errors: Array.from({ length: 11 }, () => verdict.errors[0]!) });
    assert.equal(renderFeedback(many, facts).match(/Line 6:/g)?.length, 8);
    assert.match(renderFeedback(many, facts), /and 3 more errors/);
  });

  it('shows what the policy refuses, with the lines around it, at most eight', () => {
    const verdict = sampleVerdict('policy-error');
    const text = renderFeedback(verdict, facts);
    assert.match(text, /asks for more than a kernel may have here, so it was not compiled/);
    assert.match(
      text,
      /Line 2: Expected a header's name [^]*\n {6}1 \| #include <cuda_fp16\.h>\n {4}> 2 \| #include "\/etc/,
    );
    const many = sampleVerdict('policy-error', { problems: Array.from({ length: 11 }, () => verdict.problems[0]!) });
    assert.match(renderFeedback(many, facts), /and 3 more of this kind/);
  });

  it('says of an ability that is refused what a kernel must not depend on', () => {
    const text = renderFeedback(sampleVerdict('policy-error', { abilities: [], pure: false }), facts);
    assert.match(text, /^Turn 3: the code compiles, but its kernels can do more than compute .*, so it was not run\./);
    assert.match(text, /A kernel must do the same whether it is checked or timed/);
    assert.doesNotMatch(text, /not compiled/);
  });

  it('shows the log when the compiler named no line', () => {
    const text = renderFeedback(sampleVerdict('compile-error', { errors: [], log: 'out of time' }), facts);
    assert.match(text, /The compiler gave no line\. It said:\n\n {4}out of time/);
  });

  it('explains a fault and a hang', () => {
    assert.match(renderFeedback(sampleVerdict('fault'), facts), /CUDA_ERROR_ILLEGAL_ADDRESS: .*\n\nAn address outside/);
    const misaligned = sampleVerdict('fault', { error: 'CUDA_ERROR_MISALIGNED_ADDRESS' });
    assert.match(renderFeedback(misaligned, facts), /multiple of its width/);
    assert.match(renderFeedback(sampleVerdict('hang'), facts), /within 10000 ms/);
    const died = renderFeedback(sampleVerdict('fault', { failed: 'compile', error: 'ENGINE_DIED' }), facts);
    assert.match(died, /^Turn \d+: the compiler broke down/);
    const silent = renderFeedback(sampleVerdict('hang', { failed: 'compile' }), facts);
    assert.match(silent, /^Turn \d+: the compiler did not come to an end/);
  });

  it('says of a wrong result what it came with: writes beside tensors, a repeat, a timed run', () => {
    const outsideWrites = [{ tensor: 'y', side: 'after' as const, bytes: 12, distance: 4 }];
    assert.match(
      renderFeedback(sampleVerdict('incorrect', { outsideWrites }), facts),
      /wrote outside of its tensors.*: 12 bytes after y, the nearest at 4 bytes from it\./,
    );
    const repeated = renderFeedback(sampleVerdict('incorrect', { failed: 'repeatable', repeat: 2, trial: 4 }), facts);
    assert.match(repeated, /same inputs gave a right result before/);
    assert.doesNotMatch(repeated, /Earlier trials with other inputs/);
    assert.match(renderFeedback(sampleVerdict('incorrect', { failed: 'time' }), facts), /a run that was timed/);
  });

  it('shows the pattern and the samples of a mismatch', () => {
    const text = renderFeedback(sampleVerdict('incorrect', { inputsChanged: ['x'] }), facts);
    assert.match(text, /case "full": N = 1048576; trial 3/);
    assert.match(text, /256 of 1048576 elements are wrong \(0\.024%\)/);
    assert.match(text, /- All wrong elements are in the last tile of 256\./);
    assert.match(text, /\| \[1048320\] \| NaN \| 0\.25 \|/);
    assert.match(text, /wrote into its inputs, which it must not: x\./);
    assert.match(text, /Earlier trials with other inputs were right/);
  });

  it('says what the inputs of a later trial were, when they were not the ordinary ones', () => {
    const text = renderFeedback(sampleVerdict('incorrect', { trial: 2, family: 'tiny' }), facts);
    assert.match(text, /The inputs of this trial were tiny values\.\nEarlier trials/);
    for (const plainly of [{ family: 'declared' }, { family: 'something new' }]) {
      assert.doesNotMatch(
        renderFeedback(sampleVerdict('incorrect', { trial: 2, ...plainly }), facts),
        /inputs of this/,
      );
    }
  });

  it('does not tell a model what would pass without solving the problem', () => {
    const degenerate = [{ by: 'zeros' as const, output: 'y', sentence: 'For "y", zeros would pass.' }];
    for (const outcome of ['incorrect', 'pass'] as const) {
      assert.doesNotMatch(renderFeedback(sampleVerdict(outcome, { degenerate }), facts), /zeros|degenerate/);
    }
  });

  it('tells unwritten elements from wrong ones', () => {
    const [mismatch] = sampleVerdict('incorrect').mismatches;
    const some = sampleVerdict('incorrect', { mismatches: [{ ...mismatch!, unwritten: 12 }] });
    assert.match(renderFeedback(some, facts), /12 of the wrong elements were never written/);
    const all = sampleVerdict('incorrect', { mismatches: [{ ...mismatch!, total: 256, unwritten: 256 }] });
    assert.match(renderFeedback(all, facts), /Nothing was written to it at all/);
    assert.doesNotMatch(renderFeedback(all, facts), /never written/);
  });

  it('compares the time with the best so far', () => {
    const at = (medianMs: number, bestMs: number | null) => renderFeedback(passIn(medianMs), { bestMs, turn: 2 });
    assert.match(at(0.5, null), /Time: 500 µs .*\nThis is the first right answer/);
    assert.match(at(0.5, 1), /best so far, 2 times as fast as the one before \(1 ms\)/);
    assert.match(at(0.5, 0.25), /slower than the best so far \(250 µs\) by a factor of 2/);
    assert.match(at(0.5, 0.25), /Go back to the best version/);
    assert.match(at(0.5, 0.5005), /the change made no difference/);
  });

  it('draws its advice from the facts', () => {
    const pass = sampleVerdict('pass');
    const text = renderFeedback(pass, facts);
    assert.match(text, /least this device could take is 250 µs; you are at 50%/);
    assert.match(text, /you move 1678 GB\/s of the problem's own data, the peak is 3350 GB\/s/);
    assert.match(text, /Wider and more loads/);
    assert.match(text, /\| scale \| 24 \| 0 bytes \| 48 KiB \| 8 \| 94% \| unknown \|/);
    assert.doesNotMatch(text, /Local memory is in use|Few warps|launches|close to what/);

    const kernel = { ...pass.kernels[0]!, local: 128, occupancy: 0.12 };
    const poor = renderFeedback(sampleVerdict('pass', { kernels: [kernel, kernel] }), facts);
    assert.match(poor, /Local memory is in use[^]*The plan has 2 launches[^]*Few warps are resident/);

    const near = sampleVerdict('pass', { roofline: { ...pass.roofline!, share: 0.95, boundBy: 'arithmetic' } });
    assert.match(renderFeedback(near, facts), /Arithmetic is the limit: you reach[^]*close to what the device can do/);
  });

  it('names the limit, whatever it is', () => {
    const { roofline } = sampleVerdict('pass');
    const limited = (boundBy: 'l2' | 'launch'): string =>
      renderFeedback(sampleVerdict('pass', { roofline: { ...roofline!, boundBy } }), facts);
    assert.match(limited('l2'), /The L2 cache is the limit: you move 1678 GB\/s/);
    assert.match(limited('launch'), /Starting a kernel is the limit[^]*starting the kernel weighs as much as its work/);
    assert.doesNotMatch(limited('launch') + limited('l2'), /Arithmetic is the limit|Memory is the limit/);
  });

  it('tells a kernel that beats the usual operations so, and that a module has no least number of them', () => {
    const { roofline } = sampleVerdict('pass');
    const counted = { ...roofline!, operations: 2 ** 37, operationsBy: 'counted' as const };
    const beaten = renderFeedback(sampleVerdict('pass', { roofline: { ...counted, usualMs: 2.0541 } }), facts);
    assert.match(
      beaten,
      /without arithmetic: the 137\.4 G operations that PyTorch counts[^]* take 2\.054 ms at the most/,
    );
    assert.doesNotMatch(beaten, /is the limit/);
    const limited = { ...counted, boundBy: 'arithmetic' as const, peakOperationsPerSecond: 6.69e13 };
    const text = renderFeedback(sampleVerdict('pass', { roofline: limited }), facts);
    assert.match(text, /Arithmetic is the limit[^]*PyTorch counts in the module[^]*needs fewer of them may take less/);
    assert.doesNotMatch(text, /without arithmetic/);
  });

  it('says why a time cannot be', () => {
    const text = renderFeedback(sampleVerdict('implausible'), facts);
    assert.match(text, /50 µs was measured, and nothing\nthat does this work takes less than 240 µs/);
    assert.match(text, /It took 50 µs with a cold L2/);
  });

  it('says that a pass was not timed', () => {
    assert.match(renderFeedback(passIn(null), facts), /It was not timed/);
  });

  it('keeps within its limit, with beginning and end', () => {
    const finding = sampleVerdict('unsafe').findings[0]!;
    const excerpt = Array.from({ length: 40 }, (_, i) => ({ line: i, text: 'x'.repeat(190) }));
    const findings = Array.from({ length: 4 }, () => ({ ...finding, at: { ...finding.at, excerpt } }));
    const verdict = sampleVerdict('unsafe', { findings });
    for (const [limitTokens, whole] of [
      [undefined, 1],
      [1000, 0],
      [200, 0],
      [1, 0],
    ] as const) {
      const text = renderFeedback(verdict, { ...facts, limitTokens });
      const most = Math.max(limitTokens ?? defaultFeedbackTokens, 150);
      assert.ok(estimateTokens(text) <= most, `${estimateTokens(text)} tokens where ${most} are allowed`);
      assert.match(text, /^Turn 3[^]*sections? left out[^]*Answer with one complete ```cuda block[^\n]*\n$/);
      assert.equal(text.match(/ {4} {2}39 \|/g)?.length ?? 0, whole);
    }
  });

  it('names what causes other findings first, whatever the order in which they were found', () => {
    const finding = sampleVerdict('unsafe').findings[0]!;
    const findings = [
      { ...finding, kind: 'uninitialised-read' as const },
      { ...finding, kind: 'race' as const },
      { ...finding, kind: 'out-of-bounds' as const, kernel: 'later' },
      { ...finding, kind: 'out-of-bounds' as const },
    ];
    const kernels = ['scale', 'later'].map((kernel) => ({ ...sampleVerdict('pass').kernels[0]!, kernel }));
    const text = renderFeedback(sampleVerdict('unsafe', { findings, kernels }), facts);
    const order = [...text.matchAll(/^(access outside|a?n? ?race|read of memory|.*) in (scale|later) /gm)].map(
      ([line]) => line,
    );
    assert.equal(order.length, 4);
    assert.match(order[0]!, /outside.* in scale/);
    assert.match(order[1]!, /race|same memory/);
    assert.match(order[3]!, /in later/);
  });

  it('tells of writes beside tensors before wrong values, and of an output that nobody writes before others', () => {
    const [mismatch] = sampleVerdict('incorrect').mismatches;
    const mismatches = [mismatch!, { ...mismatch!, output: 'z', wrong: 9, total: 9, unwritten: 9 }];
    const text = renderFeedback(sampleVerdict('incorrect', { mismatches, inputsChanged: ['x'] }), facts);
    assert.match(text, /wrote into its inputs[^]*Output z [^]*Output y /);
  });

  it('shows of a pass with a GPU what the simulator counted beside it, and where', () => {
    const counters = [
      sampleCounters({ globalLoadRequests: 64, globalLoadBytes: 8192, globalLoadSectors: 2048 }),
      sampleCounters({ kernel: 'last', sharedLoadRequests: 10, sharedLoadBytes: 1280, sharedBankConflicts: 310 }),
    ];
    const counted = { case: 'small', dims: { N: 1009 } };
    const text = renderFeedback(sampleVerdict('pass', { counters, counted }), facts);
    assert.match(text, /Counted on the simulator at case small \(N = 1009\)/);
    assert.match(text, /\| scale \| 32 \(4\) \| none \| none \|\n\| last \| none \| none \| 32 \(1\) \|/);
    assert.match(text, /- Memory coalescing: [^\n]*\n- Bank conflicts: [^\n]*\n- Memory bandwidth: /);
    assert.doesNotMatch(renderFeedback(sampleVerdict('pass'), facts), /Counted|coalescing:/);
  });

  it('names four bottlenecks at most and counts the rest', () => {
    const pass = sampleVerdict('pass');
    const kernel = { ...pass.kernels[0]!, local: 128, occupancy: 0.12, blocks: 1162, waves: 1.1 };
    const roofline = { ...pass.roofline!, share: 0.1 };
    const text = renderFeedback(sampleVerdict('pass', { kernels: [kernel, kernel], roofline }), facts);
    assert.match(text, /Local memory[^]*2 launches[^]*Memory bandwidth[^]*Tail[^]*- 2 more things are left for later/);
    assert.doesNotMatch(text, /Occupancy:|Latency:/);
  });
});

describe('renderRepeated', () => {
  it('says which turn gave the same kernel and what came of it', () => {
    const text = renderRepeated({ turn: 2, summary: 'right in 1.5 ms' }, { turn: 5 });
    assert.match(text, /^Turn 5: this is the same kernel as in turn 2, [^]* then: right in 1\.5 ms\.\n/);
    assert.match(text, /Answer with one complete/);
  });
});

describe('renderNoCandidate', () => {
  const texts = new Map(noCandidateReasons.map((reason) => [reason, renderNoCandidate(reason, { turn: 4 })]));

  for (const [reason, text] of texts) {
    it(`has a correction of its own for ${reason}`, () => {
      assert.match(
        text,
        /^Turn 4: no candidate was found in your answer\.\n\n\S[^]*\n\nAnswer with one complete ```cuda block/,
      );
      assert.doesNotMatch(text, /undefined|\{\{|\n\n\n/);
    });
  }

  it('says what was missing and nothing else', () => {
    assert.equal(new Set(texts.values()).size, noCandidateReasons.length);
    assert.match(texts.get('no-code')!, /no fenced block/);
    assert.match(texts.get('no-plan')!, /no launch plan/);
    assert.match(texts.get('cut-off')!, /Think more briefly/);
    assert.match(texts.get('too-long')!, /at most 200000 characters/);
    assert.doesNotMatch(texts.get('cut-off')!, /no fenced block|no launch plan/);
  });
});
