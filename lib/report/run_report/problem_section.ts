/** A problem's part of the page. */
import { duration } from '../../format/quantities.js';
import { stopTexts } from '../run_summary.js';
import { dialogueSection } from './dialogue.js';
import { kernels } from './kernels.js';
import { type Markup, markup, type Slot } from './markup.js';
import { minutesBar } from './minutes_bar.js';
import { pathCharts } from './path_chart.js';
import { type ProblemReport, type TurnReport, worthOf } from './problem_report.js';
import { readInside, type RecordedRun } from './read_run.js';
import { type Column, table } from './table.js';
import type { TextRoom } from './text_room.js';
import { grouped, money, span } from './units.js';

/** The name that links lead to: names of problems are lower-case words, but a journal may hold anything. */
export function anchorOf(index: number): string {
  return `problem-${index + 1}`;
}

/** A problem's name, which may be broken after its words. */
export function breakable(name: string): Markup {
  const words = name.split(/(?<=_)/);
  return markup`${words.map((word, index) => (index === 0 ? markup`${word}` : markup`<wbr/>${word}`))}`;
}

/** Why a search ended; a newer journal may name a reason that this version does not know. */
export function stopText(reason: string): string {
  const texts: Readonly<Record<string, string>> = stopTexts;
  return Object.hasOwn(texts, reason) ? texts[reason]! : `its search ended: ${reason}`;
}

/** "right after 3 turns, 12 min, 40 000 tokens", or that it is open. */
export function stateOf({ firstRight, turns }: ProblemReport): string {
  if (firstRight === null) return turns.length === 0 ? 'not begun' : 'open';
  const { turns: count, ms, tokens } = firstRight;
  return `right after ${count === 1 ? '1 turn' : `${count} turns`}, ${span(ms)}, ${grouped(tokens)} tokens`;
}

/** The time of a turn's candidate, a dash when it has none. */
export function timeOf(turn: TurnReport | undefined): string {
  return turn === undefined || turn.medianMs === null ? '–' : duration(turn.medianMs);
}

/** Tables of more rows are folded: the charts above tell the same, and a page of many problems must stay short. */
const mostRowsOpen = 12;

function turnTable({ turns, bestTurn, dialogues, dollars }: ProblemReport): Markup {
  const isPriced = dollars !== null && dollars > 0;
  const columns: readonly (readonly [Column, (turn: TurnReport) => Slot])[] = [
    [
      { head: 'turn', kind: 'number' },
      ({ turn }) => (turn === bestTurn ? markup`<strong>best</strong> ${turn}` : turn),
    ],
    ...(dialogues.length > 1
      ? [[{ head: 'dialogue', kind: 'number' }, ({ dialogue }: TurnReport) => dialogue] as const]
      : []),
    [{ head: 'at', kind: 'number' }, ({ spent }) => span(spent.ms)],
    [
      { head: 'verdict', kind: 'words' },
      ({ outcome, headline }) =>
        markup`<span class="${outcome === 'pass' ? 'pass-text' : 'wrong-text'}">${headline}</span>`,
    ],
    [{ head: 'time', kind: 'number' }, timeOf],
    [{ head: 'worth', kind: 'words' }, worthOf],
    [{ head: 'tokens so far', kind: 'number' }, ({ spent }) => grouped(spent.tokens)],
    [{ head: 'model', kind: 'number' }, ({ modelMs }) => span(modelMs)],
    [{ head: 'compile', kind: 'number' }, ({ compileMs }) => span(compileMs)],
    [{ head: 'verify', kind: 'number' }, ({ verifyMs }) => span(verifyMs)],
    ...(isPriced
      ? [
          [
            { head: 'money', kind: 'number' },
            ({ dollars: paid }: TurnReport) => (paid === null ? '–' : money(paid)),
          ] as const,
        ]
      : []),
  ];
  const rows = turns.map((turn) => columns.map(([, cell]) => cell(turn)));
  const shown = table(
    columns.map(([column]) => column),
    rows,
  );
  if (turns.length <= mostRowsOpen) return shown;
  return markup`<details><summary>All ${turns.length} turns as a table</summary>${shown}</details>`;
}

/** The section of one problem; texts of its dialogue that are longer than their room are cut. */
export function problemSection(problem: ProblemReport, index: number, run: RecordedRun, room: TextRoom): Markup {
  const { degenerate, turns, stopped, strategy } = problem;
  const path =
    turns.length === 0 ? markup`<p>No answer came for it.</p>` : markup`${pathCharts(problem)}${turnTable(problem)}`;
  return markup`<section id="${anchorOf(index)}">
<h3>${breakable(problem.problem)}</h3>
<p>${stateOf(problem)}${stopped === null ? null : markup`; ${stopText(stopped)}`}${strategy === null ? null : markup`; strategy ${strategy}`}. <a class="up" href="#problems">All problems</a></p>
${degenerate.map((sentence) => markup`<p class="notice">Degenerate: ${sentence} It is counted apart.</p>`)}
${path}
${minutesBar(problem.minutes)}
${kernels(problem, (relative) => readInside(run.folder, relative))}
${dialogueSection(problem, run.events, room)}
</section>`;
}
