/** The first message of a dialogue that begins with a kernel from another one. */
import { renderTemplate } from './template.js';

export interface StartingKernel {
  source: string;
  /** What came of it, in a sentence with its full stop; see summary.ts. */
  summary: string;
  /** The one thing to attack, see bottlenecks.ts; null where the model shall find it. */
  bottleneck: string | null;
}

/**
 * The task, then the best kernel with its verdict, the bottleneck to attack, and what was tried already, a line each.
 * Throws `bad-file` when a prompt file is missing.
 *
 * @param task the first message of an ordinary dialogue, as renderTask makes it.
 */
export function renderRestart(task: string, best: StartingKernel, tried: readonly string[]): string {
  return renderTemplate('restart', {
    task: task.trim(),
    source: best.source.trim(),
    summary: best.summary,
    bottleneck: best.bottleneck,
    tried,
    hasTried: tried.length > 0,
  });
}
