/** The report of a run as data; `--json` prints it. The dialogue's texts stay in the journal. */
import { basename } from 'node:path';
import type { JournalEvent } from '../../search/journal_events.js';
import { spentIn } from '../../search/spent.js';
import type { RunOptions } from '../../search/run_options.js';
import { simulatorId } from '../../verify/device.js';
import { ownClock } from './own_clock.js';
import { type Minutes, plus, type ProblemReport, problemReport } from './problem_report.js';
import type { RecordedRun } from './read_run.js';
import { type FastPoint, fastP, type ShareCurves, shareCurves } from './shares.js';

export interface RunReport {
  kind: 'warpsmith run report';
  version: 1;
  /** The run folder's own name. */
  run: string;
  model: string;
  budget: RunOptions['budget'];
  /** ISO 8601; null when the journal is empty. */
  started: string | null;
  lastEvent: string | null;
  /** Names of the devices that verdicts come from. */
  devices: string[];
  /** Whether a verdict comes from the simulator, where nothing is timed. */
  simulated: boolean;
  /** Whether the journal ends in mid-line. */
  cut: boolean;
  /** Why the run stopped; null when it has not, or was killed. */
  stopped: string | null;
  resumes: number;
  /** `dollars`: US dollars booked; null when the price of an answer is not known. */
  spent: { ms: number; tokens: number; answers: number; dollars: number | null };
  counts: {
    /** All that shares are of: those not reached too, degenerate ones not. */
    problems: number;
    right: number;
    faster: number;
    /** Right ones that no baseline was timed for. */
    withoutBaseline: number;
    notReached: number;
    degenerate: number;
    degenerateRight: number;
  };
  shares: { minutes: ShareCurves; tokens: ShareCurves; turns: ShareCurves };
  fastP: FastPoint[];
  /** Summed over problems; with overlapping dialogues more than the time that passed. */
  minutes: Minutes;
  problems: ProblemReport[];
}

function isResumed(event: JournalEvent): boolean {
  return event.type === 'run-started' && event.resumed;
}

/** Draws a run together. Whatever the journal lacks is missing in the report; nothing is guessed. */
export function runReport({ folder, options, events, cut }: RecordedRun): RunReport {
  const ownMs = ownClock(events);
  const names = [...new Set(events.flatMap((event) => ('problem' in event ? [event.problem] : [])))];
  const problems = names.map((name) => problemReport(name, events, ownMs));
  const sound = problems.filter(({ degenerate }) => degenerate.length === 0);
  const degenerate = problems.filter((problem) => problem.degenerate.length > 0);
  const isRight = ({ firstRight }: ProblemReport): boolean => firstRight !== null;
  // Options name files, the journal problems: only the numbers can be compared.
  const notReached = Math.max(0, options.problems.length - problems.length);
  const total = sound.length + notReached;
  const verdicts = events.filter((event) => event.type === 'verdict');
  const devices = verdicts.flatMap(({ verdict }) => (verdict.device ? [verdict.device] : []));
  const last = events.at(-1);
  const spent = spentIn(events);
  const sum = (key: keyof Minutes): number => problems.reduce((ms, { minutes }) => ms + minutes[key], 0);
  return {
    kind: 'warpsmith run report',
    version: 1,
    run: basename(folder),
    model: options.model,
    budget: options.budget,
    started: events[0]?.at ?? null,
    lastEvent: last?.at ?? null,
    devices: [...new Set(devices.map(({ name }) => name))],
    simulated: devices.some(({ id }) => id === simulatorId),
    cut,
    stopped: last?.type === 'run-stopped' ? last.reason : null,
    resumes: events.filter(isResumed).length,
    spent: {
      ms: spent.ms,
      tokens: spent.tokens,
      answers: spent.candidates,
      dollars: problems.reduce<number | null>((total, { dollars }) => plus(total, dollars), 0),
    },
    counts: {
      problems: total,
      right: sound.filter(isRight).length,
      faster: sound.filter(({ firstFaster }) => firstFaster !== null).length,
      withoutBaseline: sound.filter((problem) => isRight(problem) && problem.bestSpeedup === null).length,
      notReached,
      degenerate: degenerate.length,
      degenerateRight: degenerate.filter(isRight).length,
    },
    shares: {
      minutes: shareCurves(sound, total, 'ms'),
      tokens: shareCurves(sound, total, 'tokens'),
      turns: shareCurves(sound, total, 'turns'),
    },
    fastP: fastP(sound, total),
    minutes: { model: sum('model'), compile: sum('compile'), verify: sum('verify'), other: sum('other') },
    problems,
  };
}
