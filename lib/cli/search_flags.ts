/** The flags that say how a run searches, for the commands that begin one. */
import type { Command } from 'commander';
import { WarpsmithError } from '../errors.js';
import { parseStrategy, plainSearch, type SearchOptions } from '../search/search_options.js';
import { realNumber, wholeNumber } from './options.js';

export interface SearchFlags {
  strategy: string;
  parallel?: number;
  patience: number;
  goal: string;
  rightShare: number;
  /** Of the roofline; false with --no-enough. */
  enough: number | false;
  giveUp?: number;
}

/** From this share of the roofline on, turns bring little. */
const usualEnough = 0.95;

export function withSearchFlags(command: Command): Command {
  return command
    .option(
      '--strategy <name>',
      'refine (one dialogue), sample:N (N first answers at once), islands:N (N dialogues; one that is stuck restarts from the best), beam:NxM (the N best kernels, M bottlenecks of each)',
      'refine',
    )
    .option(
      '--parallel <n>',
      'turns at once over all problems (default: as many as the strategy has of one problem: 1, N, N, N times M)',
      wholeNumber('--parallel', 1),
    )
    .option(
      '--patience <n>',
      'turns without a better kernel after which a dialogue of islands or of a beam ends',
      wholeNumber('--patience', 1),
      plainSearch.patience,
    )
    .option(
      '--goal <goal>',
      '"right": a problem is done when it is solved; "fast": it goes on to become faster',
      'fast',
    )
    .option(
      '--right-share <share>',
      'while less than this share of the budget is used, problems that are not solved come first',
      realNumber('--right-share', 0, 1),
      plainSearch.rightShare,
    )
    .option(
      '--enough <share>',
      'share of the roofline from which on a kernel is fast enough and its problem done',
      realNumber('--enough', 0.01, 10),
      usualEnough,
    )
    .option('--no-enough', 'no kernel is fast enough')
    .option(
      '--give-up <n>',
      'turns without a better kernel, from the first right one on, after which a problem is done (default: never)',
      wholeNumber('--give-up', 1),
    );
}

/** Throws `bad-option`. */
export function searchOptionsOf(flags: SearchFlags): SearchOptions {
  const { goal } = flags;
  if (goal !== 'right' && goal !== 'fast') {
    throw new WarpsmithError('bad-option', `Expected --goal right or --goal fast, but found "${goal}".`);
  }
  const strategy = parseStrategy(flags.strategy);
  return {
    ...strategy,
    width: flags.parallel ?? strategy.width,
    patience: flags.patience,
    goal,
    rightShare: flags.rightShare,
    enoughShare: flags.enough === false ? null : flags.enough,
    staleTurns: flags.giveUp ?? null,
  };
}
