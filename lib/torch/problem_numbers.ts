/** Which of a level's problems are meant: "19", "1-20,23" or "all". */
import { WarpsmithError } from '../errors.js';

/** Ranges with both ends, a single number as one from itself to itself; or all that there are. */
export type ProblemNumbers = 'all' | readonly (readonly [low: number, high: number])[];

/** Throws `bad-option`. */
export function parseProblemNumbers(text: string): ProblemNumbers {
  if (text === 'all') return text;
  return text.split(',').map((part): [number, number] => {
    const [, first, last = first] = /^\s*(\d{1,6})(?:-(\d{1,6}))?\s*$/.exec(part) ?? [];
    const [low, high] = [Number(first), Number(last)];
    if (!(low >= 1 && low <= high)) {
      throw new WarpsmithError(
        'bad-option',
        `Expected --problem with a number, a range, several of them or all, such as 19 or 1-20,23, but found "${text}".`,
      );
    }
    return [low, high];
  });
}

/** The one problem that is meant; null where there may be several. */
export function onlyNumber(numbers: ProblemNumbers): number | null {
  if (numbers === 'all' || numbers.length !== 1) return null;
  const [[low, high] = [0, 1]] = numbers;
  return low === high ? low : null;
}

/** Those of the known numbers that are meant, in ascending order. A number that is named by itself may be unknown. */
export function numbersIn(numbers: ProblemNumbers, known: readonly number[]): number[] {
  const meant = (number: number): boolean =>
    numbers === 'all' || numbers.some(([low, high]) => low <= number && number <= high);
  const named = numbers === 'all' ? [] : numbers.flatMap(([low, high]) => (low === high ? [low] : []));
  return [...new Set([...known.filter(meant), ...named])].sort((a, b) => a - b);
}
