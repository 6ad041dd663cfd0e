/** Strategies by name. */
import type { SearchOptions } from '../search_options.js';
import { beam } from './beam.js';
import { islands } from './islands.js';
import { refine } from './refine.js';
import { sample } from './sample.js';
import type { Strategy } from './strategy.js';

/** @param bottlenecksOf what limits the kernel of a turn that passed, the worst first. */
export function strategyFor(
  { strategy, breadth, bottlenecks, patience }: SearchOptions,
  bottlenecksOf: (turn: number) => readonly string[],
): Strategy {
  switch (strategy) {
    case 'refine':
      return refine;
    case 'sample':
      return sample(breadth);
    case 'islands':
      return islands(breadth, patience);
    case 'beam':
      return beam({ breadth, bottlenecks, patience, bottlenecksOf });
  }
}
