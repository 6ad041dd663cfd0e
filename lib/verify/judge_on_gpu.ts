/** The rungs `correct` and `time` on a GPU. */
import { hasCode, throwIfAborted } from '../errors.js';
import type { Gpu } from './gpu.js';
import { type AnyFinding, ErrorShares, type Judged, incorrect, statusOfTrial } from './judged.js';
import { rooflineOf } from './roofline.js';
import { timePlan } from './time.js';
import type { Timing } from './verdict.js';

export async function judgeOnGpu(gpu: Gpu, judged: Judged): Promise<AnyFinding> {
  const { settled, options, record, trials, loaded, contract } = judged;
  const { recorded, seed } = settled;
  let at: { failed: 'correct' | 'time'; trial: number | null } = { failed: 'correct', trial: 0 };
  try {
    const shares = new ErrorShares();
    for (let trial = 0; trial < recorded.trials; trial++) {
      at = { failed: 'correct', trial };
      throwIfAborted(options.signal);
      options.onProgress?.({ rung: 'correct', trial, trials: recorded.trials });
      const run = () => trials.run(loaded, trial, seed + trial, recorded.deadlineMs);
      const result = await record.rung('correct', run, statusOfTrial);
      if (result.kind === 'wrong') return incorrect(judged, trial, result);
      shares.add(result);
    }
    at = { failed: 'time', trial: null };
    const timing = recorded.time ? await time(gpu, judged) : null;
    const roofline = timing && rooflineOf(contract, gpu.facts, timing.medianMs);
    return { outcome: 'pass', failed: null, trials: recorded.trials, errorShare: shares.largest, timing, roofline };
  } catch (error) {
    if (hasCode(error, 'bad-plan')) {
      return { outcome: 'plan-error', failed: 'plan', problems: [{ where: 'launch', message: error.message }] };
    }
    if (!hasCode(error, 'device-lost')) throw error;
    if (error.detail === 'DEADLINE') return { outcome: 'hang', ...at, message: error.message };
    return { outcome: 'fault', ...at, error: error.detail ?? 'unknown', message: error.message };
  }
}

function time(gpu: Gpu, { options, record, loaded, settled }: Judged): Promise<Timing> {
  throwIfAborted(options.signal);
  options.onProgress?.({ rung: 'time' });
  return record.rung(
    'time',
    () => timePlan(gpu, loaded, settled.recorded.deadlineMs),
    () => 'passed',
  );
}
