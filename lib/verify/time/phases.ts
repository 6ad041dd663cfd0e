/**
 * Where the blocks of a launch begin on the device moves on by one place with each launch, whatever it launches, and a
 * short kernel's time depends on it. On an H100 it comes round after eight launches: runs of a vector addition with seven
 * launches each repeat every eighth time, 6.35 to 7.3 µs by where they stand in that order, and runs of six launches, which
 * meet only every other place, every fourth time.
 */
import type { Command } from '../../native/types.js';

export const launchPhases = 8;

/**
 * A run's commands with one launch more where that makes their number odd: as many runs in a row as there are places then
 * have each of them once.
 * @param timed launches of its timed command, or of the graph there.
 * @param spare a launch that does nothing.
 */
export function throughAllPhases(commands: readonly Command[], timed: number, spare: Command): Command[] {
  const others = commands.filter(({ op }) => op === 'launch' || op === 'set').length;
  return (others + timed) % 2 === 1 ? [...commands] : [spare, ...commands];
}
