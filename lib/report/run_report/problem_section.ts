/** A problem's part of the page. */
import { duration } from '../../format/quantities.js';
import { stopTexts } from '../run_summary.js';
import { dialogue } from './dialogue.js';
import { kernels } from './kernels.js';
import { type Markup, markup } from './markup.js';
import { minutesBar } from './minutes_bar.js';
import { ladderChart, speedChart } from './path_chart.js';
import { type ProblemReport, type TurnReport, worthOf } from './problem_report.js';
import { readInside, type RecordedRun } from './read_run.js';
import { grouped, span } from './units.js';

/** The name that links lead to: names of problems are lower-case words, but a journal may hold anything. */
export function anchorOf(index: number): string {
  return `problem-${index + 1}`;
}

/** A newer journal may name a reason that this version does not know. */
function stopText(reason: string): string {
  const texts: Readonly<Record<string, string>> = stopTexts;
  return Object.hasOwn(texts, reason) ? texts[reason]! : `its search ended: ${reason}`;
}

/** "right after 3 turns, 12 min, 40 000 tokens", or that it is open. */
export function stateOf({ firstRight, turns }: ProblemReport): string {
  if (firstRight === null) return turns.length === 0 ? 'not begun' : 'open';
  const { turns: count, ms, tokens } = firstRight;
  return `right after ${count === 1 ? '1 turn' : `${count} turns`}, ${span(ms)}, ${grouped(tokens)} tokens`;
}

function row(turn: TurnReport, bestTurn: number | null): Markup {
  const { spent, outcome, headline, medianMs, modelMs, compileMs, verifyMs } = turn;
  const name = outcome === 'pass' ? 'pass' : 'wrong';
  const best = turn.turn === bestTurn ? markup` <strong>best</strong>` : null;
  const time = medianMs === null ? '–' : duration(medianMs);
  return markup`<tr><td>${turn.turn}${best}</td><td>${span(spent.ms)}</td><td class="${name}-text">${headline}</td><td>${time}</td><td>${worthOf(turn)}</td><td>${grouped(spent.tokens)}</td><td>${span(modelMs)}</td><td>${span(compileMs)}</td><td>${span(verifyMs)}</td></tr>`;
}

function turnTable({ turns, bestTurn }: ProblemReport): Markup {
  const heads = ['turn', 'at', 'verdict', 'time', 'worth', 'tokens so far', 'model', 'compile', 'verify'];
  return markup`<div class="wide"><table class="turns"><thead><tr>${heads.map((head) => markup`<th>${head}</th>`)}</tr></thead><tbody>${turns.map((turn) => row(turn, bestTurn))}</tbody></table></div>`;
}

/** The section of one problem. */
export function problemSection(problem: ProblemReport, index: number, run: RecordedRun): Markup {
  const { degenerate, turns, stopped } = problem;
  const path =
    turns.length === 0
      ? markup`<p>No answer came for it.</p>`
      : markup`<figure>${ladderChart(problem)}</figure>${speedChart(problem)}${turnTable(problem)}`;
  return markup`<section id="${anchorOf(index)}">
<h3>${problem.problem}</h3>
<p>${stateOf(problem)}${stopped === null ? null : markup`; ${stopText(stopped)}`}.</p>
${degenerate.map((sentence) => markup`<p class="notice">Degenerate: ${sentence} It is counted apart.</p>`)}
${path}
${minutesBar(problem.minutes)}
${kernels(problem, (relative) => readInside(run.folder, relative))}
${dialogue(problem.problem, run.events)}
</section>`;
}
