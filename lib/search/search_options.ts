/** How a run searches: which strategy, how broad, how many turns at once, and when a problem is done. */
import { z } from 'zod';
import { WarpsmithError } from '../errors.js';

export const strategyNames = ['refine', 'sample', 'islands', 'beam'] as const;
export type StrategyName = (typeof strategyNames)[number];

export const searchOptionsSchema = z.strictObject({
  strategy: z.enum(strategyNames),
  /** Dialogues side by side of one problem; of a beam, the kernels that it keeps. */
  breadth: z.int().positive(),
  /** Of a beam: how many bottlenecks of each kernel are attacked. */
  bottlenecks: z.int().positive(),
  /** Turns without a better kernel after which a dialogue of islands or of a beam gives way to a new one. */
  patience: z.int().positive(),
  /** Turns at once, over all problems. */
  width: z.int().positive(),
  /** Whether a problem is done when it is solved, or goes on to become faster. */
  goal: z.enum(['right', 'fast']),
  /** While less than this share of the budget is used, problems that are not solved come first. */
  rightShare: z.number().min(0).max(1),
  /** Share of the roofline from which on a kernel is fast enough; null for none. */
  enoughShare: z.number().positive().nullable(),
  /** Turns without a better kernel, after the first right one, at which a problem is given up as it is; null for never. */
  staleTurns: z.int().positive().nullable(),
});
export type SearchOptions = z.infer<typeof searchOptionsSchema>;

const usualBreadth: Record<StrategyName, number> = { refine: 1, sample: 8, islands: 4, beam: 3 };
const usualBottlenecks = 2;

/** One dialogue for each problem, until the budget ends. */
export const plainSearch: SearchOptions = {
  strategy: 'refine',
  breadth: 1,
  bottlenecks: usualBottlenecks,
  patience: 4,
  width: 1,
  goal: 'fast',
  rightShare: 0.8,
  enoughShare: null,
  staleTurns: null,
};

/** Turns at once of a strategy that has one problem to itself. */
function usualWidth({
  strategy,
  breadth,
  bottlenecks,
}: Pick<SearchOptions, 'strategy' | 'breadth' | 'bottlenecks'>): number {
  return strategy === 'beam' ? breadth * bottlenecks : breadth;
}

/**
 * Reads "refine", "sample:8", "islands:4" or "beam:3x2" (3 kernels, 2 bottlenecks of each); numbers may be left out.
 * Throws `bad-option`.
 */
export function parseStrategy(text: string): Pick<SearchOptions, 'strategy' | 'breadth' | 'bottlenecks' | 'width'> {
  const [, name = '', first, second] = /^([a-z]+)(?::(\d{1,3})(?:x(\d{1,3}))?)?$/.exec(text) ?? [];
  const strategy = strategyNames.find((known) => known === name);
  const numbers = [first, second].filter((number) => number !== undefined).map(Number);
  const most = strategy === 'refine' ? 0 : strategy === 'beam' ? 2 : 1;
  if (!strategy || numbers.length > most || numbers.some((number) => number < 1)) {
    throw new WarpsmithError(
      'bad-option',
      `Expected a strategy such as refine, sample:8, islands:4 or beam:3x2, but found "${text}".`,
    );
  }
  const [breadth = usualBreadth[strategy], bottlenecks = usualBottlenecks] = numbers;
  return { strategy, breadth, bottlenecks, width: usualWidth({ strategy, breadth, bottlenecks }) };
}

/** The text that `parseStrategy` reads. */
export function strategyText({ strategy, breadth, bottlenecks }: SearchOptions): string {
  if (strategy === 'refine') return strategy;
  return strategy === 'beam' ? `beam:${breadth}x${bottlenecks}` : `${strategy}:${breadth}`;
}
