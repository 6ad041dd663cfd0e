/** `warpsmith verify PROBLEM CANDIDATE` */
import { basename } from 'node:path';
import { atCase, fullCase, loadProblem } from '../problem/problem.js';
import type { ToleranceHeader } from '../problem/schema.js';
import { verdictText } from '../report/verdict_text.js';
import type { ConditionsName } from '../verify/conditions/conditions.js';
import { Engine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import type { VerifyOptions } from '../verify/options.js';
import type { AbilityName } from '../verify/policy/ability_schema.js';
import type { L2Option } from '../verify/time/l2.js';
import { simulatedCases, verifyAllCases } from '../verify/verify_cases.js';
import { verifyKernel } from '../verify/verify_kernel.js';
import { type ProblemChoice, chosenProblem, wordsOf } from './choose_problem.js';
import type { Console } from './console.js';
import { exitCodeOfVerdict } from './exit_codes.js';
import { sayDevice } from './say_device.js';
import { onInterrupt } from './interrupt.js';
import { readCandidate } from './read_candidate.js';

/** How a candidate is judged, as `verify` and `certify` are told. */
export interface JudgingCommand {
  device: string;
  isolation: Isolation;
  trials?: number;
  seed?: number;
  time: boolean;
  /** Milliseconds. */
  baseline?: number;
  l2?: L2Option;
  tolerance?: ToleranceHeader;
  conditions?: ConditionsName;
  deadline?: number;
  /** Abilities that are not refused. */
  allow?: string[];
}

export interface VerifyCommand extends JudgingCommand, ProblemChoice {
  /** A case of the problem, or "all"; by default the full one, on the simulator all small ones. */
  case?: string;
}

/** Tells the console which rung and trial it is at. */
export function sayProgress(console: Pick<Console, 'progress'>): NonNullable<VerifyOptions['onProgress']> {
  return ({ rung, trial, trials }) =>
    console.progress(trial === undefined ? rung : `${rung}: trial ${trial + 1} of ${trials}`);
}

/** The verifier's options for what the command line said; progress goes to the console. */
export function verifyOptionsOf(command: JudgingCommand, console: Pick<Console, 'progress'>): VerifyOptions {
  return {
    time: command.time,
    ...(command.l2 === undefined ? {} : { l2: command.l2 }),
    ...(command.tolerance === undefined ? {} : { tolerance: command.tolerance }),
    ...(command.conditions === undefined ? {} : { conditions: command.conditions }),
    onProgress: sayProgress(console),
    ...(command.trials === undefined ? {} : { trials: command.trials }),
    ...(command.seed === undefined ? {} : { seed: command.seed }),
    ...(command.baseline === undefined ? {} : { baselineMs: command.baseline }),
    // The verifier says which names there are.
    ...(command.allow === undefined ? {} : { allow: command.allow as AbilityName[] }),
    ...(command.deadline === undefined
      ? {}
      : { deadlineMs: command.deadline * 1000, simulatedDeadlineMs: command.deadline * 1000 }),
  };
}

/** @param words the problem, unless an option names it, and the candidate. */
export async function runVerify(words: readonly string[], command: VerifyCommand, console: Console): Promise<number> {
  const { problemName, candidatePath } = wordsOf(words, command);
  const named = problemName === null ? null : loadProblem(problemName);
  const source = readCandidate(candidatePath);
  // Behind the candidate: PyTorch takes seconds to start.
  const problem = named ?? (await chosenProblem(command, console));
  // A wrong name is told before anything is opened.
  const atNamed = command.case === undefined || command.case === 'all' ? null : atCase(problem, command.case);
  using interrupt = onInterrupt(() => console.note('Stopping …'));
  console.progress('opening the device');
  // One candidate needs no spare.
  const { device, isolation } = command;
  await using engine = await Engine.open({ device, isolation, spare: false });
  const byDefault = command.case === undefined && !engine.simulator ? atCase(problem, fullCase) : null;
  const loaded = atNamed ?? byDefault;
  if (!console.json) sayDevice(engine, console);
  const name = basename(candidatePath);
  const options: VerifyOptions = { ...verifyOptionsOf(command, console), engine, name, signal: interrupt.signal };
  const verdict = loaded ? await verifyKernel(source, loaded, options) : await verifyAllCases(source, problem, options);
  console.document(verdict);
  console.say(verdictText(verdict, console.colours));
  if (engine.simulator && !loaded) {
    const cases = simulatedCases(problem).join(', ');
    console.say(`On the simulator a problem's small cases run, here ${cases}; --case ${fullCase} runs the full one.`);
  }
  return exitCodeOfVerdict(verdict);
}
