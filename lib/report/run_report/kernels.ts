/** The best kernel of a problem, and how it differs from the first right one. */
import { createHash } from 'node:crypto';
import { type DiffLine, lineDiff } from './line_diff.js';
import { type Markup, markup } from './markup.js';
import type { ProblemReport, TurnReport } from './problem_report.js';
import { mostOfKernel, preformatted } from './text_room.js';
import { grouped } from './units.js';

/** Unchanged lines that are shown around a change. */
const context = 3;
/** Lines of a difference, unchanged ones included. */
const mostLines = 5000;
const signs = { same: ' ', removed: '-', added: '+' } as const;

/** Reads a file of the run folder; null when it cannot be shown. */
export type ReadFile = (relative: string) => string | null;

function diffMarkup(lines: readonly DiffLine[]): Markup {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== 'same'),
  );
  const shown = lines.slice(0, mostLines).map(({ kind, text }, index) => {
    if (isNear[index]) return markup`<span class="${kind}">${signs[kind]} ${text}\n</span>`;
    return index === 0 || isNear[index - 1] ? markup`<span class="skipped">  ⋯\n</span>` : null;
  });
  const more = lines.length - mostLines;
  const note = more > 0 ? markup`<p class="notice">${grouped(more)} more lines are left out.</p>` : null;
  return markup`<pre class="diff">${shown}</pre>${note}`;
}

/** Markup of the source, and the source itself when the file is there. */
function kernel(turn: TurnReport, read: ReadFile): { text: string | null; note: Markup | null } {
  const text = turn.file === null ? null : read(turn.file);
  if (text === null) {
    return { text, note: markup`<p class="notice">${turn.file ?? 'Its file'} is not in the run folder.</p>` };
  }
  const sha256 = createHash('sha256').update(text).digest('hex');
  const note =
    sha256 === turn.sha256
      ? null
      : markup`<p class="notice">${turn.file} was changed after it was judged: the verdict is not of this text.</p>`;
  return { text, note };
}

/** Empty for a problem that no candidate was right for. */
export function kernels({ turns, bestTurn, firstRightTurn }: ProblemReport, read: ReadFile): Markup {
  const best = turns.find(({ turn }) => turn === bestTurn);
  const first = turns.find(({ turn }) => turn === firstRightTurn);
  if (!best) return markup``;
  const shown = kernel(best, read);
  const source =
    shown.text === null
      ? null
      : markup`<details><summary>Source</summary>${preformatted(shown.text, mostOfKernel, best.file ?? 'the run folder')}</details>`;
  const heading = markup`<h4>The best kernel, of turn ${best.turn}</h4>${shown.note}${source}`;
  if (!first || first.turn === best.turn) return markup`${heading}<p>It is the first right one.</p>`;
  const before = kernel(first, read);
  if (shown.text === null || before.text === null) return markup`${heading}${before.note}`;
  return markup`${heading}<details><summary>What changed from the first right one, of turn ${first.turn}</summary>${before.note}${diffMarkup(lineDiff(before.text, shown.text))}</details>`;
}
