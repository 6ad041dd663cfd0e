import assert from 'node:assert/strict';
import picocolors from 'picocolors';
import { verdictText } from '../../lib/report/verdict_text.js';
import type { Outcome } from '../../lib/verify/verdict.js';
import { sampleCeilings } from '../verify/sample_ceilings.js';
import { sampleCounters } from '../verify/sample_counters.js';
import { sampleVerdict, simulator } from '../verify/sample_verdicts.js';

const plain = picocolors.createColors(false);

describe('verdictText', () => {
  const headlines: [Outcome, RegExp][] = [
    ['plan-error', /^FAIL .*: the launch plan cannot be used$/],
    ['policy-error', /^FAIL .*: it asks the compiler for what it may not have$/],
    ['compile-error', /^FAIL .*: it does not compile$/],
    ['unsafe', /^FAIL .*: access outside a buffer in scale at candidate\.cu:7, block .*$/],
    ['fault', /^FAIL .*: CUDA_ERROR_\w+ at rung (correct|time)$/],
    ['hang', /^FAIL .*: it did not end \(rung (correct|time)\)$/],
    ['incorrect', /^FAIL .*: wrong result$/],
    ['implausible', /^FAIL .*: no right kernel takes as little as 50 µs$/],
    ['unverified', /^NOT RUN .*: passed .*; could not run .* here$/],
    ['pass', /^PASS .* in [\d.]+ (µs|ms|s)$/],
  ];
  for (const [outcome, headline] of headlines) {
    it(`ends with one clear line for ${outcome}`, () => {
      const lines = verdictText(sampleVerdict(outcome), plain).split('\n');
      assert.match(lines.at(-1) ?? '', headline);
      assert.ok(lines.length > 1, 'there should be evidence above the last line');
      assert.ok(lines.slice(0, -1).every((line) => !/^(PASS|FAIL|NOT RUN)/.test(line)));
    });
  }

  it('tells what kernels can do besides computing: what was refused in the last line, the rest before it', () => {
    const ability = {
      name: 'clock' as const,
      kernel: 'scale',
      file: 'candidate.cu',
      line: 5,
      instruction: 'mov.u64',
      subject: '%clock64',
      message: 'reads %clock64, and what it does at line 6 depends on it',
      refused: true,
    };
    const refused = verdictText(sampleVerdict('policy-error', { abilities: [ability], pure: false }), plain);
    assert.match(refused, /^FAIL .*: it can do more than compute \(clock\)$/m);
    const allowed = { ...ability, refused: false };
    const text = verdictText(sampleVerdict('pass', { abilities: [allowed], pure: false }), plain);
    assert.match(text, /^ {2}ability {3}clock: scale reads %clock64, and .* depends on it \(line 5\)$/m);
    assert.doesNotMatch(text, /pure/);
    const pure = verdictText(sampleVerdict('pass', { abilities: [], pure: true }), plain);
    assert.match(pure, /^ {2}pure {6}what it computes depends on its inputs alone$/m);
  });

  it('names every problem of a plan with its place', () => {
    const verdict = sampleVerdict('plan-error');
    const text = verdictText(verdict, plain);
    for (const { where, message } of verdict.problems) assert.ok(text.includes(`${where}: ${message}`), text);
  });

  it('shows what was found beside what was expected', () => {
    const verdict = sampleVerdict('incorrect');
    const [mismatch] = verdict.mismatches;
    assert.ok(mismatch?.samples[0], 'the sample verdict should hold a sample');
    const { index, actual, expected } = mismatch.samples[0];
    const text = verdictText(verdict, plain);
    assert.ok(text.includes(`${mismatch.output}[${index.join(', ')}] = ${actual}, expected ${expected}`), text);
    for (const sentence of mismatch.pattern) assert.ok(text.includes(sentence), text);
  });

  it('says so when a candidate wrote to its inputs', () => {
    const text = verdictText(sampleVerdict('incorrect', { inputsChanged: ['x', 'w'] }), plain);
    assert.match(text, /wrote to its inputs: x, w/);
  });

  it('cuts long lists of compile errors and says how many are left out', () => {
    const error = { file: 'candidate.cu', line: 3, message: 'expected a ";"', excerpt: [{ line: 3, text: 'int x' }] };
    const text = verdictText(sampleVerdict('compile-error', { errors: Array.from({ length: 9 }, () => error) }), plain);
    assert.match(text, /… and 4 more errors/);
    assert.match(text, /> +3 \| int x/);
  });

  it('gives the log where the compiler names no line', () => {
    const text = verdictText(sampleVerdict('compile-error', { errors: [], log: 'ptxas: too much shared data' }), plain);
    assert.match(text, /ptxas: too much shared data/);
  });

  it('shows where a candidate is unsafe', () => {
    const text = verdictText(sampleVerdict('unsafe'), plain);
    assert.match(text, /write of 4 bytes at y\[1048576\]/);
    assert.match(text, /> +7 \| +y\[i\]/);
  });

  it('says what the safe run could not check', () => {
    const unchecked = ['The operands of wgmma in shared memory (line 41).'];
    const text = verdictText(sampleVerdict('pass', { unchecked }), plain);
    assert.match(text, /\n {2}unchecked The operands of wgmma in shared memory \(line 41\)\.\n/);
  });

  it('says of a pass on the simulator that it was not timed, what its counters tell, and what it printed', () => {
    const counters = [sampleCounters({ sharedLoadRequests: 10, sharedBankConflicts: 310 })];
    const onSimulator = { device: simulator, timing: null, roofline: null, counters, output: 'one\ntwo\n' };
    const text = verdictText(sampleVerdict('pass', onSimulator), plain);
    assert.match(text, /not timed: the simulator executes, it does not time/);
    assert.match(text, /counters +scale: .*32 passes/);
    assert.match(text, /printed +one\n +printed +two/);
    assert.match(text.split('\n').at(-1) ?? '', /^PASS .*on the simulator: not timed$/);
  });

  it('says by what the roofline is measured, and where the score counts from', () => {
    const pass = sampleVerdict('pass');
    assert.ok(pass.roofline);
    const text = verdictText(pass, plain);
    assert.match(text, /roofline {2}50% \(floor 250 µs by memory, theoretical peaks; 1678 GB\/s\)/);
    assert.doesNotMatch(text, /score/);
    const roofline = { ...pass.roofline, boundBy: 'launch' as const, ceilings: sampleCeilings };
    const score = { value: 0.6312, baselineMs: 12, baseline: 'reference' as const };
    const scored = verdictText(sampleVerdict('pass', { roofline, score }), plain);
    assert.match(scored, /floor 250 µs by the start of a kernel, measured ceilings/);
    assert.match(scored, /score {5}0\.631 \(0 is the reference with 12 ms, 1 is the floor\)/);
    const given = sampleVerdict('pass', { score: { ...score, baseline: 'given' } });
    assert.match(verdictText(given, plain), /0 is the given baseline with 12 ms/);
  });

  it('says of a kernel that beats the usual operations that the floor is without them, and whose count they are', () => {
    const { roofline } = sampleVerdict('pass');
    assert.ok(roofline);
    const beaten = { ...roofline, share: 0.098, operations: 2 ** 37, usualMs: 2.0541 };
    const text = verdictText(sampleVerdict('pass', { roofline: { ...beaten, operationsBy: 'counted' } }), plain);
    assert.match(text, /roofline {2}9\.8% \(floor 250 µs by memory/);
    assert.match(
      text,
      /fewer {5}It takes less time than the 137\.4 G operations that PyTorch counts in the module, those with zeros too: 2\.054 ms at 66\.91 Top\/s, the most that is known of this device\.\n {12}It does fewer of them, or faster ones/,
    );
    const declared = verdictText(sampleVerdict('pass', { roofline: beaten }), plain);
    assert.match(declared, /137\.4 G operations of the usual way: /);
    assert.doesNotMatch(verdictText(sampleVerdict('pass'), plain), /fewer/);
  });

  it('gives the reason why a time cannot be', () => {
    const verdict = sampleVerdict('implausible');
    const text = verdictText(verdict, plain);
    assert.ok(text.includes(verdict.reason), text);
    assert.match(text, /time {6}50 µs/);
  });

  it('names the conditions of a verdict, and says of a pass what they leave out', () => {
    const pass = sampleVerdict('pass');
    const options = { ...pass.options, conditions: 'kernelbench' as const };
    const lines = verdictText({ ...pass, options, unjudged: ['No other inputs.'] }, plain).split('\n');
    assert(lines.includes('  unjudged  No other inputs.'), lines.join('\n'));
    assert.match(lines.at(-1) ?? '', /^PASS scale, case full, conditions kernelbench in /);
    const wrong = verdictText({ ...sampleVerdict('incorrect'), options, unjudged: ['No other inputs.'] }, plain);
    assert.doesNotMatch(wrong, /unjudged/);
  });

  it('says nothing of a time that was not taken', () => {
    const text = verdictText(sampleVerdict('pass', { timing: null, roofline: null }), plain);
    assert.doesNotMatch(text, /time|roofline| in \d/);
  });
});
