/** What the marks and colours of a problem's charts mean. */
import { lineStyle } from './line_style.js';
import { type Markup, markup } from './markup.js';
import type { ProblemReport } from './problem_report.js';

/** The marks of the charts, around a centre. */
export const marks = {
  wrong: (x: number, y: number, name: string, title: Markup | null): Markup =>
    markup`<path class="wrong ${name}" d="M${tenth(x - 4)} ${tenth(y - 4)}l8 8m0-8l-8 8">${title}</path>`,
  right: (x: number, y: number, name: string, title: Markup | null): Markup =>
    markup`<circle class="pass ${name}" cx="${x}" cy="${y}" r="4.5">${title}</circle>`,
  best: (x: number, y: number): Markup => markup`<circle class="best" cx="${x}" cy="${y}" r="8"/>`,
};

function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function small(width: number, drawn: Markup): Markup {
  return markup`<svg class="swatch" viewBox="0 0 ${width} 18" width="${width}" height="18" aria-hidden="true">${drawn}</svg>`;
}

/** The line of a dialogue. */
export function dialogueSwatch(dialogue: number): Markup {
  return small(26, markup`<path class="path ${lineStyle(dialogue)}" d="M1 9H25"/>`);
}

/** The legend of a problem's charts; dialogues are named where there are several. */
export function pathLegend({ dialogues }: ProblemReport): Markup {
  const keys: [Markup, string][] = [
    [small(18, marks.wrong(9, 9, '', null)), 'not right'],
    [small(18, marks.right(9, 9, '', null)), 'right'],
    [small(18, markup`${marks.best(9, 9)}${marks.right(9, 9, '', null)}`), 'best'],
  ];
  if (dialogues.length > 1) {
    for (const { dialogue, from } of dialogues) {
      keys.push([dialogueSwatch(dialogue), `dialogue ${dialogue}${from === null ? '' : `, from turn ${from}`}`]);
    }
  }
  return markup`<p class="legend">${keys.map(([key, name]) => markup`<span class="key">${key} ${name}</span> `)}</p>`;
}
