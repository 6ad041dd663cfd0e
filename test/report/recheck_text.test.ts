import assert from 'node:assert/strict';
import picocolors from 'picocolors';
import { compareCertificates } from '../../lib/certificate/recheck.js';
import { recheckText } from '../../lib/report/recheck_text.js';
import { sampleCertificate } from '../certificate/sample_certificate.js';
import { passIn, sampleVerdict } from '../verify/sample_verdicts.js';

const plain = picocolors.createColors(false);
const textOf = (...[certificate, again]: Parameters<typeof compareCertificates>): string =>
  recheckText(certificate, compareCertificates(certificate, again), plain);

describe('recheckText', () => {
  it('says what agrees and ends with the conclusion', () => {
    const text = textOf(sampleCertificate(), sampleCertificate());
    assert.match(text, /problem {6}scale, a problem of its own, sha256/);
    assert.match(text, /case full: pass again; the same: version, .*errorShare/);
    assert.match(text, /\nCONFIRMED pass of the candidate on scale$/);
  });

  it('shows what contradicts before what may differ, each with both values and why', () => {
    const certificate = sampleCertificate([passIn(0.5)]);
    const compiler = { version: 'NVRTC 12.9', options: ['--gpu-architecture=sm_90a'] };
    const again = sampleCertificate([{ ...passIn(0.7), compiler }]);
    const lines = textOf(certificate, again).split('\n');
    const at = lines.findIndex((line) => line.includes('contradicts timing.medianMs: 0.5, now 0.7'));
    assert.notEqual(at, -1, lines.join('\n'));
    assert.match(lines[at + 1] ?? '', /40% slower/);
    assert.match(lines[at + 2] ?? '', /differs compiler\.version: "NVRTC 13\.0", now "NVRTC 12\.9"/);
    assert.match(lines.at(-1) ?? '', /^CONTRADICTED .*: 1 field does not hold$/);
  });

  it('says when nothing could be judged', () => {
    const text = textOf(sampleCertificate(), sampleCertificate([sampleVerdict('unverified')]));
    assert.match(text, /case full: not repeated/);
    assert.match(text, /\nNOT REPEATED pass of the candidate on scale/);
  });
});
