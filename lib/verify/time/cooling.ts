/** Commands that empty the L2, to go before each timed run. */
import type { Command, Launch } from '../../native/types.js';
import { stridingBlocks } from '../fill.js';
import type { Gpu } from '../gpu.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';

/**
 * How lines of earlier work leave the L2. `discard`: a buffer is written and its lines are then dropped, so that the L2
 * holds next to nothing, as under Nsight Compute's `--cache-control all`. `overwrite` leaves it full of lines that have
 * to be written to memory first, `read` full of lines that need not. `rinse` is `discard` and then `read`, so that lines
 * which a discard left to be written are gone as well.
 */
export type Cooling = 'discard' | 'overwrite' | 'read' | 'rinse';

const lineBytes = 128;
/** The L2 is at most this share of the cooling buffer: what was written last is in there. */
const lastPart = 0.5;

/** What this device can do: `discard` came with compute capability 8.0. `rinse` is nearest to Nsight Compute (docs/verdicts.md). */
export function bestCooling({ facts }: { facts: { computeMajor: number } }): Cooling {
  return facts.computeMajor >= 8 ? 'rinse' : 'read';
}

export async function coolingCommands(gpu: Gpu, cooling: Cooling = bestCooling(gpu)): Promise<Command[]> {
  const { overwrite, discard, readThrough } = await gpu.kernels.plain();
  const buffer = await gpu.coolingBuffer();
  const count = Math.floor(buffer.bytes / 16);
  const command = (launch: Launch): Command => ({ op: 'launch', ...launch });
  const blocks = stridingBlocks(gpu, count);
  // Nobody reads the sink; the buffer itself will do.
  const read = command(ownLaunch(readThrough, blocks, [pointer(buffer), u64(count), pointer(buffer)]));
  if (cooling === 'read') return [read];
  const write = command(ownLaunch(overwrite, blocks, [pointer(buffer), u64(count)]));
  if (cooling === 'overwrite') return [write];
  const lines = Math.floor(buffer.bytes / lineBytes);
  const first = Math.floor(lines * (1 - lastPart));
  const drop = ownLaunch(discard, stridingBlocks(gpu, lines - first), [
    pointer(buffer, first * lineBytes),
    u64(lines - first),
  ]);
  return cooling === 'discard' ? [write, command(drop)] : [write, command(drop), read];
}
