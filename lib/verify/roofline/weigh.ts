/** What a timing is worth: against the device's roofline, and against a baseline. */
import type { Contract } from '../../problem/contract.js';
import type { Gpu } from '../gpu.js';
import type { Timing } from '../verdict.js';
import { ceilingsOf } from './ceilings.js';
import { type TimeToJudge, whyImplausible } from './plausible.js';
import { rooflineOf } from './roofline.js';
import type { Roofline, Score } from './roofline_schema.js';
import { scoreOf } from './score.js';

export interface Weighed {
  /** Why the time cannot be, or null. */
  reason: string | null;
  roofline: Roofline;
  score: Score | null;
}

/** Every time that the verdict will state. */
function timesOf({ medianMs, eventOverheadMs, l2, graph, warm }: Timing): TimeToJudge[] {
  return [
    { medianMs, eventOverheadMs, l2 },
    ...(graph ? [{ medianMs: graph.medianMs, eventOverheadMs, l2 }] : []),
    ...(warm ? [{ medianMs: warm.medianMs, eventOverheadMs, l2: 'warm' as const }] : []),
  ];
}

export interface Baseline {
  ms: number;
  source: Score['baseline'];
}

/**
 * @param baseline null for none; only asked for a time that can be.
 */
export async function weigh(
  gpu: Gpu,
  contract: Contract,
  timing: Timing,
  baseline: () => Promise<Baseline | null>,
): Promise<Weighed> {
  const { medianMs } = timing;
  const reasons = timesOf(timing).map((time) => whyImplausible(contract, gpu.facts, time));
  const reason = reasons.find((found) => found !== null) ?? null;
  const roofline = rooflineOf(contract, gpu.facts, await ceilingsOf(gpu), timing);
  const against = reason === null ? await baseline() : null;
  return { reason, roofline, score: against && scoreOf({ medianMs, floorMs: roofline.floorMs }, against) };
}
