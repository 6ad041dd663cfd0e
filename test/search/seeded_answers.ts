/** A model and a verifier without a will of their own: what comes of a request follows from its messages. */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedTurn } from '../../lib/demo/dialogue_file.js';
import { throwIfAborted } from '../../lib/errors.js';
import type { Verify } from '../../lib/search/verify.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { turnWith, turnWithoutCode } from '../demo/sample_dialogue.js';
import { passIn, sampleVerdict } from '../verify/sample_verdicts.js';

/** What identifies a request: its problem, named `problem_N`, and the kernels in it; how a prompt is worded is no matter. */
function identityOf(messages: readonly { content: string }[]): string {
  const text = messages.map(({ content }) => content).join('\n');
  const marks = text.match(/\bproblem_\d+\b|\/\/ (?:typo|wrong|right) [\w ]+/g) ?? [];
  return [messages.length, ...marks].join();
}

/** The same request gets the same answer: no code, the same wrong kernel over and over, or one that is new. */
export function answerTo(messages: readonly { content: string }[]): RecordedTurn {
  const digest = createHash('sha256').update(identityOf(messages)).digest();
  return turnOf(digest.readUInt8(4) % 8, 1 + digest.readUInt8(5), digest.toString('hex', 0, 4));
}

/** A turn of the kind 0 to 7; half of the kinds are right, in so many hundredths of a millisecond. */
export function turnOf(kind: number, hundredths: number, label: string): RecordedTurn {
  if (kind === 0) return turnWithoutCode;
  if (kind === 1) return turnWith('wrong again');
  if (kind === 2) return turnWith(`typo ${label}`);
  if (kind === 3) return turnWith(`wrong ${label}`);
  const { reasoning, answer } = turnWith(`right ${hundredths} ${label}`);
  return { reasoning: `${reasoning} 漢字, gr\u00fcn.`, answer };
}

/** What a candidate of these is worth: `right N` takes N hundredths of a millisecond. */
function verdictOn(source: string): Verdict {
  const [, what = '', hundredths] = /\/\/ (\w+) (\d+)?/.exec(source) ?? [];
  if (what === 'typo') return sampleVerdict('compile-error');
  return what === 'right' ? passIn(Number(hundredths) / 100) : sampleVerdict('incorrect');
}

/** A verifier that takes its time, in milliseconds. */
export function verifyIn(ms: number): Verify {
  return async (source, signal) => {
    if (ms > 0) await wait(ms, undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
    return verdictOn(source);
  };
}
