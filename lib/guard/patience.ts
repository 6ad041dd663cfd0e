/** How long a guarded engine waits for its processes. Counted in ticks of its own: a process group that was stopped and
 * goes on has not been silent. */
import { usualAnswerMs } from '../torch/torch_helper.js';
import type { Call } from './call.js';

export interface Patience {
  tickMs: number;
  /** Without an answer to a ping. */
  silentTicks: number;
  /** For the device to be open. */
  openTicks: number;
  /** On top of what a call's own deadlines add up to. */
  slackMs: number;
  /** Failed starts after which no other is tried. */
  starts: number;
}

/** On a busy machine an event loop may well hang for a second or two, never for ten. */
export const defaultPatience: Patience = { tickMs: 1000, silentTicks: 10, openTicks: 60, slackMs: 30_000, starts: 3 };

/** Calls in flight in one process: one on the device, and others that compile meanwhile. */
export const mostInFlight = 4;

/**
 * Batches that a rung may run between two signs of life, each within the deadline: timing makes three sets of inputs
 * first, and then gives a sign with every round of a run for each.
 */
const batchesBetweenSigns = 10;

/** Answers of PyTorch between two signs of life: a module is loaded, or three sets of inputs are made, and one is spare. */
const answersBetweenSigns = 4;

/** Ticks without a sign of life after which a call is given up: far beyond every deadline that it has of its own. */
export function ticksFor(call: Call, device: 'gpu' | 'simulator', { tickMs, slackMs }: Patience): number {
  if (call.state === 'waits' || call.state === 'queued') return Infinity;
  const { compileDeadlineMs, deadlineMs, simulatedDeadlineMs } = call.subject.settled.recorded;
  const compiles = mostInFlight * compileDeadlineMs;
  const ownMs = device === 'gpu' ? deadlineMs : simulatedDeadlineMs;
  const runs = call.state === 'runs' ? batchesBetweenSigns * ownMs : 0;
  return Math.ceil((compiles + runs + answersMs(call) + slackMs) / tickMs);
}

function answersMs({ subject: { inputs } }: Call): number {
  const torch = 'problem' in inputs ? inputs.problem.torch : undefined;
  return torch ? answersBetweenSigns * (torch.deadlineMs ?? usualAnswerMs) : 0;
}
