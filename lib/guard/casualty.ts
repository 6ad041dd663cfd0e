/** The verdict on a candidate whose process ended under it. */
import type { EngineView } from '../verify/engine.js';
import { VerdictRecord } from '../verify/verdict_record.js';
import type { Verdict } from '../verify/verdict.js';
import type { Call } from './call.js';

export interface Casualty {
  /** "hang": it was given up because it did not end. */
  outcome: 'fault' | 'hang';
  /** What the driver called it; "ENGINE_DIED" where only the process's end is known. */
  error: string;
  /** What happened, a sentence or two; without paths of this machine, for the model reads it. */
  message: string;
}

export function casualtyVerdict(engine: EngineView, call: Call, { outcome, error, message }: Casualty): Verdict {
  const { source, inputs, options, settled } = call.subject;
  const problemSha256 = 'problem' in inputs ? inputs.problem.sha256 : null;
  const record = new VerdictRecord(engine, source, call.contract, problemSha256, options.name ?? null, settled);
  for (const [rung, ms] of call.passed) if (rung !== call.rung) record.note(rung, 'passed', ms);
  record.note(call.rung, 'failed', call.msInRung + (call.passed.get(call.rung) ?? 0));
  const where = { failed: call.rung, trial: call.trial, message };
  const verdict =
    outcome === 'hang' ? record.verdict({ outcome, ...where }) : record.verdict({ outcome, error, ...where });
  return { ...verdict, ms: performance.now() - call.startedMs };
}
