/** `warpsmith problems` */
import { builtInProblems, loadProblem } from '../problem/problem.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';

export function runProblemsCommand(console: Console): number {
  const problems = builtInProblems().map((name) => loadProblem(name));
  console.document(problems.map(({ name, summary, path, cases }) => ({ name, summary, path, cases })));
  const width = Math.max(...problems.map(({ name }) => name.length));
  for (const { name, summary, cases } of problems) {
    const sizes = Object.entries(cases).map(([caseName, dims]) => {
      const text = Object.entries(dims).map(([dim, size]) => `${dim} ${size}`);
      return `${caseName}: ${text.join(', ')}`;
    });
    console.say(`${console.colours.bold(name.padEnd(width))}  ${firstSentence(summary)}`);
    console.say(console.colours.dim(`${' '.repeat(width)}  ${sizes.join('; ')}`));
  }
  return exitCodes.pass;
}

function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replace(/:$/, '.') ?? text;
}
