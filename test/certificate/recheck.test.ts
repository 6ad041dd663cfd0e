import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { certify, loadProblem, parseCertificate, parseProblem, recheck } from '../../lib/index.js';
import { hashOf } from '../../lib/certificate/certificate.js';
import { compareCertificates } from '../../lib/certificate/recheck.js';
import { hasCode } from '../../lib/errors.js';
import { packagePath } from '../../lib/package_root.js';
import { settleOptions } from '../../lib/verify/options.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { compilingEngine } from '../verify/sample_compile.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';
import { sampleCertificate } from './sample_certificate.js';

const candidate = (name: string): string => readFileSync(packagePath('test', 'candidates', `${name}.cu`), 'utf8');

describe('certify and recheck on the simulator', () => {
  const certified = async (problem: string, name: string) =>
    certify(candidate(name), loadProblem(problem), {
      engine: await simulatedEngine(),
      trials: 2,
      seed: 5,
      name: `${name}.cu`,
    });

  it('keep every small case with one seed, and confirm them', async () => {
    const certificate = await certified('vector_add', 'vector_add/fast');
    const cases = certificate.verdicts.map(({ problem }) => problem.case);
    assert.deepEqual(
      cases.filter((name) => name !== 'unseen'),
      ['small', 'single'],
    );
    assert.ok(certificate.verdicts.every(({ outcome, seed }) => outcome === 'pass' && seed === 5));
    for (const { code } of certificate.verdicts) {
      for (const hash of [code?.candidate.cubin, code?.candidate.ptx, code?.reference?.ptx]) {
        assert.match(hash ?? '', /^[0-9a-f]{64}$/);
      }
    }
    const read = parseCertificate(JSON.stringify(certificate));
    const rechecked = await recheck(read, { engine: await simulatedEngine() });
    assert.equal(rechecked.result, 'confirmed', JSON.stringify(rechecked.differences));
    assert.equal(rechecked.origin, 'built-in');
    assert.deepEqual(rechecked.remarks, ['It was judged with other options than the usual ones: trials 2.']);
    for (const one of rechecked.cases) {
      assert.deepEqual(one?.differences, []);
      for (const field of ['outcome', 'code', 'counters', 'errorShare']) assert.ok(one.agree.includes(field), field);
    }
  });

  it('certify a failure as well, and confirm it', async () => {
    const certificate = await certified('relu', 'wrong/relu-writes_to_input');
    assert.deepEqual([certificate.outcome, certificate.failed, certificate.verdicts.length], ['unsafe', 'safe', 1]);
    const { result } = await recheck(certificate, { engine: await simulatedEngine() });
    assert.equal(result, 'confirmed');
  });

  it('contradict a certificate whose candidate was exchanged, though its hashes were made anew', async () => {
    const certificate = await certified('relu', 'relu/fast');
    const source = candidate('wrong/relu-writes_to_input');
    const forged = { ...certificate, candidate: { ...certificate.candidate, source } };
    const rechecked = await recheck({ ...forged, sha256: hashOf(forged) }, { engine: await simulatedEngine() });
    assert.equal(rechecked.result, 'contradicted');
    const paths = rechecked.cases
      .flatMap((one) => one?.differences ?? [])
      .filter(({ matters }) => matters)
      .map(({ path }) => path);
    assert.ok(paths.includes('outcome') && paths.includes('candidate.sha256'), paths.join());
  });

  it('tell a problem that only has the name of a built-in one', async () => {
    const { source, path } = loadProblem('relu');
    const easy = parseProblem(source.replace('x[i] > 0.0f ? x[i] : 0.0f', '0.0f'), path);
    assert.notEqual(easy.sha256, loadProblem('relu').sha256);
    const engine = await simulatedEngine();
    const zeros = `/*---
launch:
  - { kernel: zeros, grid: [M], block: [256], args: [y, N] }
---*/
extern "C" __global__ void zeros(float* y, int N) {
  for (int n = threadIdx.x; n < N; n += 256) y[(long long)blockIdx.x * N + n] = 0.0f;
}
`;
    const certificate = await certify(zeros, easy, { engine, trials: 1, seed: 5 });
    assert.equal(certificate.outcome, 'pass');
    const { result, remarks, origin } = await recheck(certificate, { engine });
    assert.equal(result, 'confirmed');
    assert.equal(origin, 'unlike-built-in');
    assert.match(remarks.join(' '), /not the built-in problem/);
  });

  it('hold a candidate to the problem that is given instead', async () => {
    const certificate = await certified('vector_add', 'vector_add/fast');
    const problem = parseProblem(`${loadProblem('vector_add').source}// changed\n`, 'vector_add.cu');
    const rechecked = await recheck(certificate, { engine: await simulatedEngine(), problem });
    assert.equal(rechecked.result, 'contradicted');
    assert.deepEqual(
      rechecked.differences.filter(({ matters }) => matters).map(({ path }) => path),
      ['problem.sha256'],
    );
  });
});

describe('recheck where less can be done', () => {
  it('without a device repeats nothing and says so', async () => {
    const certificate = await certify(candidate('vector_add/fast'), loadProblem('vector_add'), {
      engine: await simulatedEngine(),
      trials: 1,
      seed: 5,
    });
    const { result, cases, remarks } = await recheck(certificate, { engine: await compilingEngine() });
    assert.equal(result, 'partly');
    assert.ok(cases.length >= 2 && cases.every((one) => one === null));
    assert.match(remarks.join(' '), /Not verified here/);
  });

  it("of a GPU's certificate on the simulator leaves the full case out", () => {
    const small = { name: 'scale', case: 'small', dims: { N: 7 }, sha256: null };
    const device = { id: 'sim', name: 'simulator', driver: 'warpsmith 0.1.0', computeCapability: '9.0' };
    const certificate = sampleCertificate([sampleVerdict('pass', { problem: small }), sampleVerdict('pass')]);
    const again = sampleCertificate([sampleVerdict('pass', { problem: small, device, timing: null, roofline: null })]);
    const { result, cases, remarks } = compareCertificates(certificate, again);
    assert.deepEqual([result, cases.map((one) => one?.case ?? null)], ['partly', ['small', null]]);
    assert.equal(remarks[0], 'Not repeated: the case full: the simulator runs small cases only.');
  });

  it('of a text that is no certificate throws bad-file', () => {
    assert.throws(
      () => parseCertificate('[]'),
      (error) => hasCode(error, 'bad-file'),
    );
  });
});

describe('compareCertificates', () => {
  it('says with which unusual options it was judged, and what would pass its problem without solving it', () => {
    const { recorded } = settleOptions({ trials: 1, tolerance: 'kernelbench-2024' });
    const degenerate = [{ by: 'zeros' as const, output: 'y', sentence: 'Zeros would pass for y.' }];
    const certificate = sampleCertificate([sampleVerdict('pass', { options: recorded, degenerate })]);
    const { result, remarks } = compareCertificates(certificate, certificate);
    assert.equal(result, 'confirmed');
    assert.deepEqual(remarks, [
      'It was judged with other options than the usual ones: trials 1, tolerance "kernelbench-2024".',
      'Zeros would pass for y.',
    ]);
    const defaults = settleOptions({}).recorded;
    const usual = sampleCertificate([sampleVerdict('pass', { options: defaults })]);
    const unasked = { ...usual, options: { ...usual.options, trials: null } };
    assert.deepEqual(compareCertificates(unasked, unasked).remarks, []);
  });

  it('explains other bits by another warpsmith, and names it', () => {
    const then = sampleCertificate();
    const warpsmith = { version: '0.2.0', commit: 'beef', files: 'e'.repeat(64) };
    const again = sampleCertificate([sampleVerdict('pass', { errorShare: { y: 0.01 } })], { warpsmith });
    const { result, differences, cases } = compareCertificates(then, again);
    assert.equal(result, 'confirmed');
    assert.deepEqual(
      differences.map(({ path }) => path),
      ['warpsmith.version', 'warpsmith.commit', 'warpsmith.files'],
    );
    assert.match(cases[0]?.differences[0]?.why ?? '', /warpsmith\.files is another/);
  });

  it('contradicts a certificate that was changed after it was written', () => {
    const certificate = { ...sampleCertificate(), date: '2026-11-23T12:00:00.000Z' };
    const { result, differences } = compareCertificates(certificate, sampleCertificate());
    assert.equal(result, 'contradicted');
    assert.deepEqual(
      differences.map(({ path, matters }) => [path, matters]),
      [['sha256', true]],
    );
  });
});
