/** A candidate: a source with a plan in its header. */
import { HeaderError, issuesOf, parseHeader } from '../format/header.js';
import { type PlanHeader, planHeaderSchema } from '../format/schema.js';
import type { PlanProblem } from './plan.js';

/** A candidate's header, checked; or what is wrong with it. */
export function readPlanHeader(source: string): { header: PlanHeader } | { problems: PlanProblem[] } {
  let raw: unknown;
  try {
    raw = parseHeader(source);
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error;
    return { problems: [{ where: error.where, message: error.message }] };
  }
  const parsed = planHeaderSchema.safeParse(raw);
  return parsed.success ? { header: parsed.data } : { problems: issuesOf(parsed.error) };
}
