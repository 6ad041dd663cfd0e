import assert from 'node:assert/strict';
import { canonicalJson } from '../../lib/certificate/canonical.js';
import { hashOf, parseCertificate } from '../../lib/certificate/certificate.js';
import { flawsOf } from '../../lib/certificate/integrity.js';
import { hasCode } from '../../lib/errors.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';
import { sampleCertificate } from './sample_certificate.js';

describe('canonicalJson', () => {
  it('is the same for any order of keys and keeps the order of arrays', () => {
    assert.equal(canonicalJson({ b: [2, 1, { d: 1, c: null }], a: 'x' }), '{"a":"x","b":[2,1,{"c":null,"d":1}]}');
    assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
  });
});

describe('a certificate', () => {
  it('is the same after JSON, however the file is laid out', () => {
    const certificate = sampleCertificate();
    for (const space of [0, 1, '\t']) {
      const read = parseCertificate(JSON.stringify(certificate, null, space));
      assert.deepEqual(read, certificate);
      assert.deepEqual(flawsOf(read), []);
    }
    const turned = Object.fromEntries(Object.entries(certificate).reverse());
    assert.deepEqual(flawsOf(parseCertificate(JSON.stringify(turned))), []);
  });

  it('tells any change of a sample, a seed or a text by its hash', () => {
    const certificate = sampleCertificate();
    const changes: [string, string][] = [
      ['"medianMs":0.5,', '"medianMs":0.4,'],
      ['0.51]', '0.52]'],
      ['// a candidate', '// A candidate'],
      ['"seed":7', '"seed":8'],
    ];
    for (const [from, to] of changes) {
      const text = JSON.stringify(certificate);
      assert.ok(text.includes(from), from);
      const paths = flawsOf(parseCertificate(text.replace(from, to))).map(({ path }) => path);
      assert.ok(paths.includes('sha256'), `${to} was not told`);
    }
  });

  it('with a hash made anew is still told by what does not belong together', () => {
    const certificate = sampleCertificate();
    const forged = [
      { changes: { candidate: { ...certificate.candidate, source: 'another' } }, path: 'candidate.sha256' },
      { changes: { problem: { ...certificate.problem, source: 'another' } }, path: 'problem.sha256' },
      { changes: { seed: 8 }, path: 'verdicts.0.seed' },
      { changes: { outcome: 'incorrect' as const }, path: 'outcome' },
    ];
    for (const { changes, path } of forged) {
      const content = { ...certificate, ...changes };
      const paths = flawsOf({ ...content, sha256: hashOf(content) }).map((flaw) => flaw.path);
      assert.deepEqual(paths, [path]);
    }
  });

  it('holds verdicts of every outcome', () => {
    for (const outcome of ['pass', 'incorrect', 'unsafe', 'compile-error', 'fault', 'hang', 'unverified'] as const) {
      const certificate = sampleCertificate([sampleVerdict(outcome)]);
      assert.deepEqual(parseCertificate(JSON.stringify(certificate)), certificate);
      assert.deepEqual(flawsOf(certificate), []);
    }
  });
});

describe('parseCertificate', () => {
  const refused: [string, string, RegExp][] = [
    ['no JSON', '{', /a text that is no JSON/],
    ['another document', '{"kind":"x"}', /its "kind" is not/],
    ['a later version', JSON.stringify({ ...sampleCertificate(), version: 2 }), /version 2 of it/],
    ['a missing field', JSON.stringify({ ...sampleCertificate(), seed: undefined }), /seed: /],
    ['no verdict', JSON.stringify({ ...sampleCertificate(), verdicts: [] }), /verdicts: /],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what} and says what was expected`, () => {
      assert.throws(
        () => parseCertificate(text),
        (error) =>
          hasCode(error, 'bad-file') && error.message.includes('Expected a certificate') && message.test(error.message),
      );
    });
  }
});
