/** The looks of lines that a chart draws side by side: dialogues of a problem, runs of a comparison. */

/** Lines that have a colour and a dash of their own; later ones start again. */
export const lineStyles = 8;

/** The style sheet's class of the line of that number, from 1 on. */
export function lineStyle(number: number): string {
  return `d${((number - 1) % lineStyles) + 1}`;
}
