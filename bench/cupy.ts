/**
 * From source to first result, beside CuPy's `RawKernel` on the same sources, in one session: how long one takes, and how
 * many a second, one after the other and with many at once (CuPy in a thread pool). `--python` and `--python-path` say
 * which Python has CuPy; with `--python ''` only warpsmith is measured. On the simulator it shows that it works.
 */
import { digits } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { LineProcess } from '../lib/process/line_process.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { z } from 'zod';
import { FirstResults, type FreshSource, freshSource } from './first_result.js';
import { freshId } from './kernelbench_problems.js';
import { type BenchReport, type Result, nameOnDevice, table, writeResult } from './measurement.js';
import { type RivalOptions, defaultRivalOptions, pythonEnvironment } from './rival_options.js';
import type { SafeBenchOptions } from './safe_options.js';

const elements = 1024;
const startLimitMs = 120_000;
const askLimitMs = 180_000;

const answerSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('ready'), cupy: z.string(), nvrtc: z.string(), python: z.string() }),
  z.looseObject({ kind: z.literal('unfit'), error: z.string() }),
  z.looseObject({ kind: z.literal('failed'), error: z.string() }),
  z.strictObject({ kind: z.literal('measured'), ms: z.array(z.number()), seconds: z.number(), wrong: z.int() }),
]);
type Answer = z.infer<typeof answerSchema>;

/** What is measured: so many sources in each of so many rounds, and for each rate. */
interface Extent {
  rounds: number;
  each: number;
  forRate: number;
  threads: readonly number[];
  lanes: readonly number[];
}

const whole: Extent = { rounds: 4, each: 15, forRate: 120, threads: [2, 4, 8, 16], lanes: [4, 8, 16, 32] };
const short: Extent = { rounds: 2, each: 2, forRate: 6, threads: [2], lanes: [2, 4] };

/** Either side of the comparison. */
interface Side {
  /** Milliseconds of each, one after the other. */
  oneByOne(sources: readonly FreshSource[]): Promise<number[]>;
  /** Seconds for all, with so many at once. */
  many(sources: readonly FreshSource[], atOnce: number): Promise<number>;
}

export interface SideResult {
  /** Milliseconds from source to first result, every one. */
  firstMs: number[];
  /** How many a second one after the other, and by how many at once. */
  oneByOne: number;
  pipelined: { atOnce: number; aSecond: number }[];
}

/** CuPy in a process beside this one. */
class CuPy implements Side {
  private constructor(
    private readonly python: LineProcess<Answer>,
    readonly facts: Record<string, unknown>,
  ) {}

  static async start(options: RivalOptions, deviceId: string): Promise<CuPy> {
    const ordinal = /^cuda:(\d+)$/.exec(deviceId)?.[1] ?? '0';
    const words = [packagePath('bench', 'cupy', 'raw_kernel.py'), '--device', ordinal];
    const environment = pythonEnvironment(options);
    const python = LineProcess.start(options.python, words, {
      environment,
      parse: (line) => answerSchema.parse(JSON.parse(line)),
    });
    const ended = await python.next(startLimitMs);
    if ('answer' in ended && ended.answer.kind === 'ready') return new CuPy(python, ended.answer);
    await python.stop();
    throw new Error(
      `Expected a Python with CuPy and a GPU (--python, --python-path) but found ${JSON.stringify(ended)}.`,
    );
  }

  async oneByOne(sources: readonly FreshSource[]): Promise<number[]> {
    return (await this.ask(sources, 0)).ms;
  }

  async many(sources: readonly FreshSource[], atOnce: number): Promise<number> {
    return (await this.ask(sources, atOnce)).seconds;
  }

  private async ask(sources: readonly FreshSource[], threads: number): Promise<Extract<Answer, { kind: 'measured' }>> {
    const ended = await this.python.ask({ threads, elements, sources }, askLimitMs);
    if (!('answer' in ended) || ended.answer.kind !== 'measured' || ended.answer.wrong > 0) {
      throw new Error(`Expected right results of CuPy but found ${JSON.stringify(ended).slice(0, 2000)}.`);
    }
    return ended.answer;
  }

  stop(): Promise<void> {
    return this.python.stop();
  }
}

function ourSide(results: FirstResults): Side {
  return {
    oneByOne: async (sources) => {
      const ms: number[] = [];
      for (const source of sources) ms.push(await results.one(source));
      return ms;
    },
    many: (sources, atOnce) => results.many(sources, atOnce),
  };
}

/** Figures of a side, and what is said of both. */
function figures({ firstMs, oneByOne, pipelined }: SideResult): { medianMs: number; p95Ms: number; best: number } {
  const sorted = [...firstMs].sort((a, b) => a - b);
  return {
    medianMs: median(firstMs),
    p95Ms: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN,
    best: Math.max(oneByOne, ...pipelined.map(({ aSecond }) => aSecond)),
  };
}

/** CuPy's time over ours to the first result, and our best rate over its best. */
export function comparisonOf(ours: SideResult, cupy: SideResult): { firstRatio: number; rateRatio: number } {
  const [mine, its] = [figures(ours), figures(cupy)];
  return { firstRatio: its.medianMs / mine.medianMs, rateRatio: mine.best / its.best };
}

function rowOf(name: string, side: SideResult): string[] {
  const { medianMs, p95Ms, best } = figures(side);
  const at = side.pipelined.find(({ aSecond }) => aSecond === best)?.atOnce ?? 1;
  return [name, digits(medianMs), digits(p95Ms), digits(side.oneByOne), digits(best), String(at)];
}

async function measure(sides: readonly Side[], extent: Extent, atOnce: readonly (readonly number[])[]) {
  const id = freshId();
  let made = 0;
  const fresh = (count: number): FreshSource[] => Array.from({ length: count }, () => freshSource(id, ++made));
  const results = sides.map((): SideResult => ({ firstMs: [], oneByOne: 0, pipelined: [] }));
  // Both have done it before a clock starts, and take turns then: neither has the quieter machine.
  for (const side of sides) await side.oneByOne(fresh(2));
  for (let round = 0; round < extent.rounds; round++) {
    for (const [i, side] of sides.entries()) results[i]?.firstMs.push(...(await side.oneByOne(fresh(extent.each))));
  }
  for (const [i, side] of sides.entries()) {
    const result = results[i];
    if (!result) continue;
    result.oneByOne = (1000 * result.firstMs.length) / result.firstMs.reduce((a, b) => a + b, 0);
    for (const count of atOnce[i] ?? []) {
      const seconds = await side.many(fresh(extent.forRate), count);
      result.pipelined.push({ atOnce: count, aSecond: extent.forRate / seconds });
    }
  }
  return results;
}

/** What the result file holds. */
export interface CuPyResult extends Result {
  elements: number;
  warpsmith: SideResult;
  cupy: (SideResult & { facts?: Record<string, unknown> | undefined }) | null;
  compared: { firstRatio: number; rateRatio: number } | null;
}

export async function benchCuPy(
  engine: Engine,
  folder?: string,
  options: Partial<SafeBenchOptions & RivalOptions> = {},
): Promise<BenchReport> {
  const settled = { ...defaultRivalOptions, ...options };
  const extent = options.quick ? short : whole;
  const results = await FirstResults.open(engine, elements, Math.max(...extent.lanes));
  const cupy = settled.python === '' ? null : await CuPy.start(settled, engine.device?.id ?? '');
  try {
    const sides = cupy ? [ourSide(results), cupy] : [ourSide(results)];
    const [ours, its] = await measure(sides, extent, [extent.lanes, extent.threads]);
    if (!ours) throw new Error('Expected a result.');
    const compared = its ? comparisonOf(ours, its) : null;
    const content = { elements, warpsmith: ours, cupy: its && { ...its, facts: cupy?.facts }, compared };
    const header = ['source to result', 'median ms', 'p95 ms', 'one by one, a second', 'at best, a second', 'at once'];
    const rows = [rowOf('warpsmith', ours), ...(its ? [rowOf('CuPy RawKernel', its)] : [])];
    const words = compared
      ? `\n${digits(compared.firstRatio, 3)} times as quick to the first result, ` +
        `${digits(compared.rateRatio, 3)} times as many a second`
      : '';
    const path = writeResult(nameOnDevice('cupy', engine), engine, content, folder);
    return { text: `${table(header, rows)}${words}`, path };
  } finally {
    await cupy?.stop();
    if (!engine.device?.lost) results.close();
  }
}
