/** `warpsmith import PROBLEM FILE.py` */
import { importCandidate } from '../import/import_candidate.js';
import { loadProblem } from '../problem/problem.js';
import { type ProblemChoice, chosenProblem, wordsOf } from './choose_problem.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';
import { writeOut } from './write_out.js';

export interface ImportCommand extends ProblemChoice {
  /** Take this case's sizes as numbers. */
  case?: string;
  out?: string;
}

/** @param words the problem, unless an option names it, and the solution. */
export async function runImport(words: readonly string[], command: ImportCommand, console: Console): Promise<number> {
  const { problemName, candidatePath: file } = wordsOf(words, command);
  const problem = problemName === null ? await chosenProblem(command, console) : loadProblem(problemName);
  const { out, python } = command;
  console.progress('reading the solution');
  const { source, header, notes } = await importCandidate(file, problem, {
    ...(command.case === undefined ? {} : { case: command.case }),
    ...(python === undefined ? {} : { python }),
  });
  if (out !== undefined) writeOut(out, source, 'the candidate');
  console.document({ problem: problem.name, file: out ?? null, header, notes, source });
  if (out === undefined) console.say(source.trimEnd());
  else
    console.say(
      `${out}: ${header.launch.length} ${header.launch.length === 1 ? 'launch' : 'launches'} for ${problem.name}`,
    );
  // The candidate may go to a file on stdout.
  if (!console.json) for (const note of notes) console.note(`note: ${note}`);
  return exitCodes.pass;
}
