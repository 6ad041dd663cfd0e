/** `warpsmith verify --kernelbench DIR --level 1 --problem all FOLDER`: a candidate for each problem, one after the other. */
import { basename } from 'node:path';
import { type ErrorCode, WarpsmithError, hasCode, messageOf } from '../errors.js';
import { atCase, fullCase } from '../problem/problem.js';
import { type SetEntry, setEntryText, setSummary, setSummaryText } from '../report/set_text.js';
import { type AnyEngine, Engine } from '../verify/engine.js';
import type { VerifyOptions } from '../verify/options.js';
import { verifyAllCases } from '../verify/verify_cases.js';
import { verifyKernel } from '../verify/verify_kernel.js';
import { chosenFiles, helperHow, wordsOf } from './choose_problem.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';
import { onInterrupt } from './interrupt.js';
import { loadNamed, shortName } from './load_problems.js';
import { candidateFor, numberedCandidates } from './numbered_candidates.js';
import { readCandidate } from './read_candidate.js';
import { sayDevice } from './say_device.js';
import { type VerifyCommand, verifyOptionsOf } from './verify.js';

/** After these every further problem would meet the same. */
const lasting: readonly ErrorCode[] = [
  'aborted',
  'device-lost',
  'engine-failed',
  'no-addon',
  'no-compiler',
  'no-device',
  'no-torch',
];

interface Subject {
  problem: number;
  file: string;
  /** As it should be: one. */
  candidates: string[];
}

/** @param words the folder. */
export async function runVerifySet(
  words: readonly string[],
  command: VerifyCommand,
  console: Console,
): Promise<number> {
  if (command.torch !== undefined) {
    throw new WarpsmithError('bad-option', 'Expected --torch or --kernelbench but found both. Leave one out.');
  }
  const candidates = numberedCandidates(wordsOf(words, command).candidatePath);
  const subjects = [...chosenFiles(command)].map(([problem, file]): Subject => {
    return { problem, file, candidates: candidates.get(problem) ?? [] };
  });
  using interrupt = onInterrupt(() => console.note('Stopping …'));
  console.progress('opening the device');
  await using engine = await Engine.open({ device: command.device, isolation: command.isolation });
  if (!console.json) sayDevice(engine, console);
  const entries: SetEntry[] = [];
  let end: { error: unknown } | null = null;
  for (const [index, subject] of subjects.entries()) {
    const what = `${shortName(subject.file)} (${index + 1} of ${subjects.length})`;
    const progress = (text: string): void => console.progress(`${what}: ${text}`);
    try {
      const entry = await judged(subject, { engine, command, signal: interrupt.signal, progress });
      entries.push(entry);
      console.line(entry);
      console.say(setEntryText(entry, console.colours));
    } catch (error) {
      end = { error };
      break;
    }
  }
  const summary = setSummary(entries, subjects.length);
  console.line({ summary });
  console.say(setSummaryText(summary));
  if (end) throw end.error;
  if (summary.passed + summary.notRun < summary.problems) return exitCodes.failed;
  return summary.notRun > 0 ? exitCodes.device : exitCodes.pass;
}

interface Judging {
  engine: AnyEngine;
  command: VerifyCommand;
  signal: AbortSignal;
  progress: (text: string) => void;
}

/** The verdict, or what is wrong with this problem alone. Rejects with what would be wrong with the next as well. */
async function judged(
  { problem: number, file, candidates }: Subject,
  { engine, command, signal, progress }: Judging,
): Promise<SetEntry> {
  const [only = null] = candidates.length === 1 ? candidates : [];
  const subject = { problem: number, file, candidate: only };
  try {
    const path = candidateFor(number, shortName(file), candidates);
    const source = readCandidate(path);
    progress('loading');
    const problem = await loadNamed(file, { ...helperHow(command), tf32: command.tf32, signal });
    const how = verifyOptionsOf(command, { progress });
    const options: VerifyOptions = { ...how, engine, name: basename(path), signal };
    const name = command.case ?? (engine.simulator ? 'all' : fullCase);
    const verdict =
      name === 'all'
        ? await verifyAllCases(source, problem, options)
        : await verifyKernel(source, atCase(problem, name), options);
    return { ...subject, verdict };
  } catch (error) {
    if (lasting.some((code) => hasCode(error, code))) throw error;
    // A bug that one module brings to light is told as well, and the others are judged.
    const code = error instanceof WarpsmithError ? error.code : 'bug';
    return { ...subject, error: { code, message: messageOf(error) } };
  }
}
