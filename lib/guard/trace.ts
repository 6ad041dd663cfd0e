/** When work reaches the GPU, for measurements of the takeover. */
import type { Gpu } from '../verify/gpu.js';

/** Calls `note` before each batch that has launches, and when one ends with the device lost. */
export function traceLaunches(gpu: Gpu, note: (event: 'enqueued' | 'lost') => void): void {
  const run = gpu.run.bind(gpu);
  gpu.run = async (commands, deadlineMs) => {
    if (commands.some(({ op }) => op === 'launch' || op === 'timed')) note('enqueued');
    try {
      return await run(commands, deadlineMs);
    } finally {
      if (gpu.lost !== null) note('lost');
    }
  };
}
