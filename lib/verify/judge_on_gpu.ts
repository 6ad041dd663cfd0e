/** The rungs `safe`, `correct` and `time` on a GPU. */
import { hasCode, throwIfAborted } from '../errors.js';
import type { Gpu } from './gpu.js';
import { type AnyFinding, ErrorShares, type Judged, incorrect, statusOfTrial } from './judged.js';
import { rooflineOf } from './roofline.js';
import type { SafeRun } from './safe/safe_run.js';
import { timePlan } from './time.js';
import type { Timing } from './verdict.js';

/** @param safe null when the candidate is trusted: then it runs as it is. */
export async function judgeOnGpu(gpu: Gpu, judged: Judged, safe: SafeRun | null): Promise<AnyFinding> {
  const { settled, options, record, trials, loaded, contract } = judged;
  const { recorded, seed } = settled;
  let at: { failed: 'safe' | 'correct' | 'time'; trial: number | null } = { failed: 'correct', trial: 0 };
  try {
    const shares = new ErrorShares();
    for (let trial = 0; trial < recorded.trials; trial++) {
      throwIfAborted(options.signal);
      if (safe) {
        at = { failed: 'safe', trial };
        options.onProgress?.({ rung: 'safe', trial, trials: recorded.trials });
        const ended = await record.rung('safe', () => safe.trial(trial), statusOfSafe);
        if (ended) return ended;
      }
      at = { failed: 'correct', trial };
      options.onProgress?.({ rung: 'correct', trial, trials: recorded.trials });
      const how = { trial, seed: seed + trial, deadlineMs: recorded.deadlineMs, inputsMade: safe !== null };
      const run = () => trials.run(loaded, how);
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

function statusOfSafe(ended: Awaited<ReturnType<SafeRun['trial']>>): 'passed' | 'failed' | 'skipped' {
  if (ended === null) return 'passed';
  return ended.outcome === 'unsafe' ? 'failed' : 'skipped';
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
