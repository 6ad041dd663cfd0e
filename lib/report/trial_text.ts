/** What trials and repeats showed, as people read it. */
import { digits, dimsText, percent } from '../format/quantities.js';
import type { OutsideWrite, Verdict, VerdictOf } from '../verify/verdict.js';

/** One change of the bytes around a tensor, such as "12 bytes after y, the nearest 1 byte from it". */
export function outsideText({ tensor, side, bytes, distance }: OutsideWrite): string {
  const nearest = `the nearest at ${distance} ${distance === 1 ? 'byte' : 'bytes'} from it`;
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'} ${side} ${tensor}, ${nearest}`;
}

/** What a wrong result came with beside its wrong elements. */
export function wrongLines({ failed, repeat, outsideWrites = [], changedLate = [] }: VerdictOf<'incorrect'>): string[] {
  const lines = outsideWrites.map((change) => `  It wrote outside of its tensors: ${outsideText(change)}.`);
  if (changedLate.length > 0) lines.push(`  It still wrote when its run had ended: ${changedLate.join(', ')}.`);
  if (failed === 'repeatable') {
    lines.push(`  The same inputs gave a right result before: repeat ${repeat ?? 1} was wrong. It may be a race.`);
  }
  if (failed === 'time') lines.push('  It was right in all trials; this is the output of a timed run.');
  return lines;
}

function repeatLine({ repeatability }: VerdictOf<'pass'>): string[] {
  if (!repeatability) return [];
  const { runs, identical, outputs } = repeatability;
  const times = `${runs} ${runs === 1 ? 'repeat' : 'repeats'}`;
  if (identical) return [`  repeats   bit for bit the same in ${times}`];
  const spreads = Object.entries(outputs)
    .filter(([, { different }]) => different > 0)
    .map(([name, { different, largestUlps }]) => {
      const ulps = typeof largestUlps === 'number' ? digits(largestUlps) : largestUlps;
      return `${name} in ${percent(different)} of its elements, by ${ulps} ulps at most`;
    });
  return [`  repeats   not the same in ${times}: ${spreads.join('; ')}`];
}

function generalityLines({ generality }: VerdictOf<'pass'>): string[] {
  if (!generality) return [];
  const { cases, unclaimed, unseen } = generality;
  const others = unseen.length > 0 ? `, and ${unseen.map(dimsText).join('; ')}` : '';
  return [
    `  cases     right in ${cases.join(', ')}${others}`,
    ...(unclaimed.length > 0 ? [`  cases     not claimed, and not judged: ${unclaimed.join(', ')}`] : []),
  ];
}

/** What a pass rests on beside its errors. */
export function passLines(verdict: VerdictOf<'pass'>): string[] {
  return [...repeatLine(verdict), ...generalityLines(verdict)];
}

/** What a candidate says that it is written for; nothing for one that claims everything. */
export function claimLines({ claim = {} }: Verdict): string[] {
  const claims = Object.entries(claim).map(([dim, range]) => `${dim} of ${range}`);
  return claims.length > 0 ? [`  claim     written for ${claims.join(', ')} only`] : [];
}
