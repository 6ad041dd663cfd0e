/** Pieces of work one after the other, each within a deadline and written down when it is done, until the time is over. */
import { WarpsmithError, messageOf } from '../lib/errors.js';
import { duration } from '../lib/format/quantities.js';
import { median } from '../lib/verify/statistics.js';
import { appendLine } from './record_lines.js';

export interface Piece<R> {
  name: string;
  /** What it rejects with is the piece's own failure. */
  work: (signal: AbortSignal) => Promise<R>;
  /** The record of a piece that failed, in words, or was not done in time. */
  failed: (words: string) => R;
}

export interface OneByOne {
  /** A file that each record is added to. */
  lines: string;
  /** Of one piece. */
  limitS: number;
  /** Of all: what is not done then is left, and none is begun that is likely to be. */
  minutes: number | undefined;
  /** Makes a piece end that is over its time, and whose signal has fired. */
  stop: () => Promise<void>;
  /** Why nothing can go on, looked at after each piece; null while it can. */
  lost: () => string | null;
}

/** Longer than that a piece that was stopped is not waited for. */
const stoppingMs = 10_000;

/** The records of what was done, in order. */
export async function oneByOne<R extends object>(pieces: readonly Piece<R>[], how: OneByOne): Promise<R[]> {
  const began = performance.now();
  const records: R[] = [];
  const tookMs: number[] = [];
  for (const [i, piece] of pieces.entries()) {
    const started = performance.now();
    const leftMs = how.minutes === undefined ? Infinity : 60_000 * how.minutes - (started - began);
    const isLate = leftMs <= 0 || (tookMs.length > 0 && leftMs < median(tookMs));
    const record = how.lost() === null && !isLate ? await within(how, piece, leftMs) : null;
    if (record === null) {
      const reason = how.lost() ?? 'there is no time left';
      console.error(`  ${pieces.length - i} from ${piece.name} on are left for --resume ${how.lines}: ${reason}`);
      break;
    }
    tookMs.push(performance.now() - started);
    console.error(`  ${piece.name}: ${duration(tookMs.at(-1) ?? 0)}`);
    appendLine(how.lines, record);
    records.push(record);
  }
  return records;
}

/** Null where all time was over before the piece's own. */
async function within<R>(
  { limitS, stop }: OneByOne,
  { name, work, failed }: Piece<R>,
  leftMs: number,
): Promise<R | null> {
  const over = new AbortController();
  const message = `Expected to be done with ${name} within ${limitS} s but was not.`;
  const timers: NodeJS.Timeout[] = [];
  const expired = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new WarpsmithError('aborted', message));
    const expire = (): void => {
      over.abort();
      timers.push(setTimeout(giveUp, stoppingMs));
      stop().catch(giveUp);
    };
    timers.push(setTimeout(expire, Math.min(1000 * limitS, leftMs)));
  });
  try {
    return await Promise.race([work(over.signal), expired]);
  } catch (error) {
    if (over.signal.aborted && leftMs < 1000 * limitS) return null;
    const words = over.signal.aborted ? message : messageOf(error);
    console.error(`  ${words}`);
    return failed(words);
  } finally {
    timers.forEach(clearTimeout);
  }
}
