import assert from 'node:assert/strict';
import { compareVerdicts } from '../../lib/certificate/compare.js';
import { differencesOf } from '../../lib/certificate/differences.js';
import { timeAgreement } from '../../lib/certificate/time_agreement.js';
import { passIn, sampleVerdict, simulator } from '../verify/sample_verdicts.js';

describe('differencesOf', () => {
  it('names each leaf that differs, in objects and arrays', () => {
    const found = differencesOf({ a: [1, { b: 2 }], c: 'x' }, { a: [1, { b: 3 }, 4], c: 'x' });
    assert.deepEqual(found, [
      { path: ['a', '1', 'b'], certified: 2, found: 3 },
      { path: ['a', '2'], certified: undefined, found: 4 },
    ]);
  });

  it('takes a leaf beside a branch, and an array beside an object, for one difference', () => {
    assert.deepEqual(differencesOf({ a: null }, { a: { b: 1 } }), [{ path: ['a'], certified: null, found: { b: 1 } }]);
    assert.equal(differencesOf({ a: [1] }, { a: { 0: 1 } }).length, 1);
  });

  it('finds nothing between equal data, -0 and NaN among it', () => {
    assert.deepEqual(differencesOf({ a: [0, NaN, null] }, { a: [-0, NaN, null] }), []);
  });
});

describe('timeAgreement', () => {
  const exact = (medianMs: number) => ({ medianMs, intervalMs: [medianMs, medianMs] as const });

  it('allows 1% between processes, and 3% below 20 µs', () => {
    assert.equal(timeAgreement(exact(1), exact(1.009)).agrees, true);
    assert.equal(timeAgreement(exact(1), exact(1.011)).agrees, false);
    assert.equal(timeAgreement(exact(0.01), exact(0.01029)).agrees, true);
    assert.equal(timeAgreement(exact(0.01), exact(0.01031)).agrees, false);
  });

  it('adds the half widths of both intervals', () => {
    const wide = { medianMs: 1, intervalMs: [0.98, 1.02] as const };
    assert.equal(timeAgreement(wide, exact(1.029)).agrees, true);
    assert.equal(timeAgreement(wide, exact(1.031)).agrees, false);
  });
});

describe('compareVerdicts', () => {
  const pass = sampleVerdict('pass');
  const compare = (changes: Partial<typeof pass>, reasons: string[] = []) =>
    compareVerdicts(pass, sampleVerdict('pass', changes), reasons);

  it('finds no difference in what is measured anew', () => {
    const { timing } = pass;
    const rungs = pass.rungs.map((rung) => ({ ...rung, ms: 99 }));
    const { differences, agree, free } = compare({
      ms: 1,
      rungs,
      timing: timing && { ...timing, samplesMs: [0.5, 0.6], minMs: 0.4, warmups: 1 },
    });
    assert.deepEqual(differences, []);
    assert.deepEqual(free, ['ms']);
    assert.ok(agree.includes('errorShare') && agree.includes('timing'), agree.join());
  });

  it('takes another outcome, seed or option for a contradiction, whatever the surroundings', () => {
    const other = compareVerdicts(pass, sampleVerdict('incorrect'), ['warpsmith.files is another']);
    assert.deepEqual(
      other.differences.map(({ path, matters }) => [path, matters]),
      [
        ['outcome', true],
        ['failed', true],
      ],
    );
    const [seed] = compare({ seed: 8 }, ['warpsmith.files is another']).differences;
    assert.deepEqual([seed?.path, seed?.matters], ['seed', true]);
  });

  it('takes one failure instead of another for none', () => {
    const { differences, outcome } = compareVerdicts(sampleVerdict('incorrect'), sampleVerdict('fault'), []);
    assert.deepEqual(outcome, { certified: 'incorrect', found: 'fault' });
    assert.ok(differences.length > 0 && differences.every(({ matters }) => !matters));
  });

  it('takes other bits in the same surroundings for a contradiction, and explains them by another compiler', () => {
    const [same] = compare({ errorShare: { y: 0.04 } }).differences;
    assert.deepEqual([same?.path, same?.certified, same?.found, same?.matters], ['errorShare.y', 0.03, 0.04, true]);
    const compiler = { version: 'NVRTC 12.9', options: pass.compiler?.options ?? [] };
    const other = compare({ errorShare: { y: 0.04 }, compiler }).differences;
    assert.deepEqual(
      other.map(({ path, matters }) => [path, matters]),
      [
        ['compiler.version', false],
        ['errorShare.y', false],
      ],
    );
    assert.match(other[1]?.why ?? '', /compiler\.version is another \("NVRTC 13\.0", now "NVRTC 12\.9"\)/);
  });

  it('takes a time beyond the intervals for a contradiction when it is slower, not when it is faster', () => {
    const times = (ms: number) => compareVerdicts(passIn(0.5), passIn(ms), []).differences;
    assert.deepEqual(times(0.51), []);
    const [slower] = times(0.55);
    assert.deepEqual([slower?.path, slower?.matters], ['timing.medianMs', true]);
    assert.match(slower?.why ?? '', /10% slower/);
    const [faster] = times(0.45);
    assert.deepEqual([faster?.path, faster?.matters], ['timing.medianMs', false]);
  });

  it('does not compare times of different devices', () => {
    const device = { id: 'cuda:0', name: 'another GPU', driver: '580.159.04', computeCapability: '9.0' };
    const { differences } = compareVerdicts(passIn(0.5), { ...passIn(0.9), device }, []);
    assert.equal(
      differences.some(({ matters }) => matters),
      false,
    );
    assert.match(differences.find(({ path }) => path === 'timing.medianMs')?.why ?? '', /device\.name/);
  });

  it('explains a missing time by another device, and by nothing on the same one', () => {
    const [same] = compareVerdicts(passIn(0.5), passIn(null), []).differences;
    assert.deepEqual([same?.path, same?.matters], ['timing', true]);
    const simulated = { ...passIn(null), device: simulator };
    const matters = compareVerdicts(passIn(0.5), simulated, []).differences.filter((one) => one.matters);
    assert.deepEqual(matters, []);
  });

  it('does not hold a failure to the thread that was met first', () => {
    const unsafe = sampleVerdict('unsafe');
    const findings = unsafe.findings.map((finding) => ({ ...finding, index: [1] }));
    const { differences } = compareVerdicts(unsafe, { ...unsafe, findings }, []);
    assert.deepEqual(
      differences.map(({ matters }) => matters),
      [false],
    );
  });
});
