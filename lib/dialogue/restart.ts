/** The first message of a dialogue that begins with a kernel from another one. */
import { renderTemplate } from './template.js';

export interface StartingKernel {
  source: string;
  /** What came of it in a line, as summaryOf says it. */
  summary: string;
  /** The one thing to attack, see bottlenecks.ts; null where the model shall find it. */
  bottleneck: string | null;
}

/** Of what was tried; earlier ones are counted. */
const mostListed = 30;

/**
 * The task, then the best kernel with its verdict, the bottleneck to attack, and what was tried already: the latest
 * thirty, a line each (see tried.ts).
 * Throws `bad-file` when a prompt file is missing.
 *
 * @param task the first message of an ordinary dialogue, as renderTask makes it.
 */
export function renderRestart(task: string, best: StartingKernel, tried: readonly string[]): string {
  return renderTemplate('restart', {
    task: task.trim(),
    source: best.source.trim(),
    summary: best.summary.replace(/\.$/, ''),
    bottleneck: best.bottleneck,
    tried: tried.slice(-mostListed),
    unlisted: Math.max(0, tried.length - mostListed),
    hasTried: tried.length > 0,
  });
}
