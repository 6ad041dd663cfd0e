/** Many candidates at once: while one has the device to itself, others are read, compiled and made ready. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { WarpsmithError } from '../errors.js';
import { openDriver } from '../native/open.js';
import type { LoadedProblem } from '../problem/problem.js';
import type { NamedTensors } from '../problem/tensor.js';
import { type AnyEngine, sharedEngine } from './engine.js';
import { type VerifyOptions, drawSeed } from './options.js';
import type { Verdict } from './verdict.js';
import { verifyKernel } from './verify_kernel.js';

export interface ManyCandidate {
  source: string;
  /** As `verifyKernel` takes them. */
  inputs: LoadedProblem | NamedTensors;
  /** What messages call it. */
  name?: string;
}

/** `seed` is by default drawn once for all: what depends on problem, case and seed is then made once. */
export interface ManyOptions extends Omit<VerifyOptions, 'name' | 'onProgress' | 'bestMs'> {
  /**
   * Candidates that are under way, or judged and not taken yet, at most; by default twice the cores for each device. No
   * further one is asked for meanwhile.
   */
  window?: number;
  /**
   * Whether only the fastest candidate of each problem and case matters: the timing of one that takes more than twice as
   * long as the best so far ends early, and its verdict says so. Default false.
   */
  onlyBest?: boolean;
}

export interface JudgedCandidate<Candidate> {
  candidate: Candidate;
  /** Its number, from 0, in the order in which candidates came. */
  index: number;
  verdict: Verdict;
}

const mostWindow = 1024;

function windowOf(wanted: number | undefined, devices: number): number {
  if (wanted === undefined) return Math.max(4, 2 * availableParallelism()) * devices;
  if (Number.isSafeInteger(wanted) && wanted >= 1 && wanted <= mostWindow) return wanted;
  throw new WarpsmithError(
    'bad-option',
    `Expected a whole number from 1 to ${mostWindow} for window but found ${wanted}.`,
  );
}

/** All GPUs with the device "auto", else the one that was asked for. */
async function enginesOf(options: ManyOptions): Promise<AnyEngine[]> {
  if (options.engine) return [options.engine];
  const first = await sharedEngine(options);
  if ((options.device ?? 'auto') !== 'auto' || !first.gpu) return [first];
  const { deviceCount } = await openDriver();
  const others = Array.from({ length: deviceCount - 1 }, (_, i) =>
    sharedEngine({ ...options, device: `cuda:${i + 1}` }),
  );
  return [first, ...(await Promise.all(others))];
}

/** How fast the best right candidate of each problem and case is. */
class Bests {
  private readonly ms = new Map<string, number>();

  of(inputs: ManyCandidate['inputs']): number | undefined {
    return this.ms.get(keyOf(inputs));
  }

  add(inputs: ManyCandidate['inputs'], verdict: Verdict): void {
    const ms = verdict.outcome === 'pass' ? verdict.timing?.medianMs : undefined;
    if (ms === undefined || ms <= 0) return;
    this.ms.set(keyOf(inputs), Math.min(ms, this.of(inputs) ?? Infinity));
  }
}

function keyOf(inputs: ManyCandidate['inputs']): string {
  return 'problem' in inputs ? JSON.stringify([inputs.problem.sha256, inputs.contract.dims]) : '';
}

/**
 * Judges candidates as `verifyKernel` does, and yields each verdict when it is there: a compile error may overtake a
 * candidate that is being timed. Timing has its device alone. With the device "auto" all GPUs are used.
 *
 * Ending the loop early stops what is under way. Rejects as `verifyKernel` does, and with what `candidates` throws; what
 * is under way is stopped then.
 */
export async function* verifyMany<Candidate extends ManyCandidate>(
  candidates: Iterable<Candidate> | AsyncIterable<Candidate>,
  options: ManyOptions = {},
): AsyncGenerator<JudgedCandidate<Candidate>, void, undefined> {
  const { window: wanted, onlyBest = false, ...common } = options;
  const engines = (await enginesOf(options)).map((engine) => ({ engine, underWay: 0 }));
  for (const { engine } of engines) engine.prepareHeaders();
  const window = windowOf(wanted, engines.length);
  const seed = options.seed ?? drawSeed();
  const controller = new AbortController();
  const signals = options.signal ? [options.signal, controller.signal] : [controller.signal];
  const signal = AbortSignal.any(signals);
  // Every candidate under way listens.
  setMaxListeners(0, signal);
  const bests = new Bests();

  const judge = async (candidate: Candidate, index: number): Promise<JudgedCandidate<Candidate>> => {
    const place = engines.reduce((least, other) => (other.underWay < least.underWay ? other : least));
    place.underWay++;
    try {
      const { source, inputs, name } = candidate;
      const bestMs = onlyBest ? bests.of(inputs) : undefined;
      const more = { ...(name === undefined ? {} : { name }), ...(bestMs === undefined ? {} : { bestMs }) };
      const verdict = await verifyKernel(source, inputs, { ...common, ...more, engine: place.engine, seed, signal });
      bests.add(inputs, verdict);
      return { candidate, index, verdict };
    } finally {
      place.underWay--;
    }
  };

  const source = iteratorOf(candidates);
  const underWay = new Map<number, Promise<JudgedCandidate<Candidate>>>();
  const feed: { coming: Promise<'came'> | null; came: IteratorResult<Candidate> | null } = { coming: null, came: null };
  let index = 0;
  try {
    for (;;) {
      if (feed.came && feed.came.done !== true) {
        underWay.set(index, judge(feed.came.value, index));
        index++;
        feed.came = null;
      }
      const isOver = feed.came?.done === true;
      if (!isOver && !feed.coming && underWay.size < window) {
        feed.coming = Promise.resolve(source.next()).then((result) => {
          feed.came = result;
          feed.coming = null;
          return 'came';
        });
        feed.coming.catch(() => undefined);
      }
      if (isOver && underWay.size === 0) return;
      const next = await Promise.race([...underWay.values(), ...(feed.coming ? [feed.coming] : [])]);
      if (next === 'came') continue;
      underWay.delete(next.index);
      yield next;
    }
  } finally {
    controller.abort();
    await Promise.allSettled(underWay.values());
    await source.return?.();
  }
}

function iteratorOf<T>(values: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
}
