/**
 * Whether the safe run keeps its promise: every faulty candidate ends in the verdict that it announces, one after
 * another in one process, in random order, right candidates between them, round after round; and nothing is found in
 * right ones.
 *
 * Before the rounds each candidate's checked launches run alone, so that one whose fault is missed is known before it
 * may do harm: it is left out of the rounds. On the simulator that is all there is.
 */
import { messageOf } from '../lib/errors.js';
import type { Engine } from '../lib/verify/engine.js';
import type { Verdict } from '../lib/verify/verdict.js';
import { refusedNames } from '../lib/verify/policy/ability_rules.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { collectGarbage } from '../test/gpu/garbage.js';
import { seededRandom } from '../test/dialogue/seeded_random.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';
import { type SafeGrade, describeFindings, gradeOfFindings, gradeOfVerdict, isRight } from './safe_grade.js';
import { NoCandidate, checkAlone, lostWords, prepare } from './safe_prepare.js';
import {
  type FaultySubject,
  type RightSubject,
  faultyCandidates,
  faultySubjects,
  nearlyFaultySubjects,
  rightSubjects,
} from './safe_subjects.js';

/** Short: many candidates never end. */
const deadlineMs = 100;
const seed = 4;

interface AloneResult {
  name: string;
  /** For a right candidate "none" is right; an answer of the demo's may be "no candidate". */
  grade: SafeGrade | 'none' | 'no candidate' | 'refused' | 'lost';
  detail: string;
  suspected: boolean;
  unchecked: string[];
}

interface Deviation {
  round: number;
  name: string;
  expected: string;
  found: string;
}

type Subject = RightSubject & Partial<FaultySubject>;

function isFaulty(subject: Subject): subject is FaultySubject {
  return subject.kind !== undefined;
}

function announced({ kind, where, lines }: FaultySubject): string {
  const place = lines.length > 0 ? ` at line ${lines.join(' or ')}` : '';
  return `${kind} ${where ?? ''}${place}`.replace(/ +/g, ' ');
}

function wordsOf(verdict: Verdict): string {
  return verdict.outcome === 'unsafe' ? describeFindings(verdict.findings) : verdict.outcome;
}

async function alone(engine: Engine, subject: Subject): Promise<AloneResult> {
  const { name } = subject;
  const failed = { name, suspected: false, unchecked: [] };
  try {
    const prepared = await prepare(engine, subject.source, subject.problem);
    try {
      const { findings, suspected, unchecked } = await checkAlone(prepared, isFaulty(subject) ? deadlineMs : 10_000);
      const grade = isFaulty(subject) ? gradeOfFindings(findings, subject) : findings.length > 0 ? 'other' : 'none';
      return { name, grade, detail: describeFindings(findings), suspected, unchecked };
    } finally {
      if (prepared.device.lost === null) prepared.allocations.release();
    }
  } catch (error) {
    const lost = lostWords(error);
    const none = error instanceof NoCandidate && name.startsWith('demo/');
    return { ...failed, grade: lost ? 'lost' : none ? 'no candidate' : 'refused', detail: lost ?? messageOf(error) };
  }
}

async function allAlone(engine: Engine, subjects: readonly Subject[]): Promise<AloneResult[]> {
  const results: AloneResult[] = [];
  for (const [i, subject] of subjects.entries()) {
    const result = await alone(engine, subject);
    results.push(result);
    const right = isFaulty(subject) ? isRight(result.grade) : ['none', 'no candidate'].includes(result.grade);
    if (!right) {
      const wanted = isFaulty(subject) ? announced(subject) : 'nothing';
      console.error(`  ${result.name}: ${result.grade}; expected ${wanted}, found ${result.detail}`);
    }
    if ((i + 1) % 50 === 0) console.error(`  ${i + 1} of ${subjects.length} …`);
    if (engine.device?.lost) break;
  }
  return results;
}

async function freeBytes(engine: Engine): Promise<number> {
  await collectGarbage();
  return (await engine.gpu?.native.memory())?.free ?? 0;
}

interface Rounds {
  rounds: number;
  verdicts: number;
  rightVerdicts: number;
  deviations: Deviation[];
  grades: Record<string, number>;
  freeBytes: number[];
  seconds: number;
}

/** @param between right candidates, one of which follows each faulty one. */
async function runRounds(
  engine: Engine,
  faulty: readonly FaultySubject[],
  between: readonly RightSubject[],
  rounds: number,
): Promise<Rounds> {
  const random = seededRandom(seed);
  const deviations: Deviation[] = [];
  const grades: Record<string, number> = {};
  const free: number[] = [];
  // What the corpora's kernels can do besides computing is another matter.
  const options = { engine, trials: 1, time: false, seed: 1, allow: refusedNames };
  const started = performance.now();
  let verdicts = 0;
  let rightVerdicts = 0;
  const judge = async (subject: Subject, round: number): Promise<void> => {
    const deadline = isFaulty(subject) ? { deadlineMs } : {};
    const how = { ...options, ...deadline, name: subject.name };
    const verdict = await verifyKernel(subject.source, subject.problem, how).catch((error: unknown) =>
      messageOf(error),
    );
    const outcome = typeof verdict === 'string' ? 'refused' : verdict.outcome;
    const found = typeof verdict === 'string' ? verdict : wordsOf(verdict);
    if (isFaulty(subject)) {
      const grade = typeof verdict === 'string' ? 'refused' : gradeOfVerdict(verdict, subject);
      verdicts += 1;
      grades[grade] = (grades[grade] ?? 0) + 1;
      if (!isRight(grade)) deviations.push({ round, name: subject.name, expected: announced(subject), found });
    } else {
      rightVerdicts += 1;
      if (outcome !== 'pass') deviations.push({ round, name: subject.name, expected: 'pass', found });
    }
  };
  for (let round = 0; round < rounds && !engine.device?.lost; round++) {
    const order = faulty.map((subject) => ({ subject, at: random() })).sort((a, b) => a.at - b.at);
    for (const { subject } of order) {
      await judge(subject, round);
      const right = between[Math.floor(random() * between.length)];
      if (right) await judge(right, round);
      if (engine.device?.lost) break;
    }
    free.push(await freeBytes(engine));
    console.error(`  round ${round + 1} of ${rounds}: ${deviations.length} deviations up to now`);
  }
  const seconds = (performance.now() - started) / 1000;
  return { rounds: free.length, verdicts, rightVerdicts, deviations, grades, freeBytes: free, seconds };
}

function countsOf(results: readonly AloneResult[]): string[][] {
  const counts = new Map<string, number>();
  for (const { grade } of results) counts.set(grade, (counts.get(grade) ?? 0) + 1);
  return Array.from(counts, ([grade, count]) => [grade, String(count)]);
}

export async function benchSafeSoundness(
  engine: Engine,
  folder: string | undefined,
  { quick, only, rounds: wantedRounds }: SafeBenchOptions,
): Promise<BenchReport> {
  const faulty: FaultySubject[] = [...faultySubjects(only), ...(engine.gpu ? faultyCandidates(only) : [])];
  const small = rightSubjects(true, only);
  const faultyAlone = await allAlone(engine, faulty);
  const rightAlone = engine.device?.lost ? [] : await allAlone(engine, [...small, ...nearlyFaultySubjects(only)]);
  const harmless = new Set(
    faultyAlone
      // What is found at all is not run as it is. What the hardware lets pass may take longer than the deadline.
      .filter(({ grade }) => !['missed', 'passed', 'lost', 'refused'].includes(grade))
      .map(({ name }) => name),
  );
  const passing = new Set(rightAlone.filter(({ grade }) => grade === 'none').map(({ name }) => name));
  const rounds =
    engine.gpu && engine.device?.lost === null
      ? await runRounds(
          engine,
          faulty.filter(({ name }) => harmless.has(name)),
          small.filter(({ name }) => passing.has(name) && !name.startsWith('demo/')),
          wantedRounds ?? (quick ? 2 : 20),
        )
      : null;
  const path = writeResult('safe-soundness', engine, { deadlineMs, seed, faultyAlone, rightAlone, rounds }, folder);
  const unchecked = rightAlone.filter((result) => result.unchecked.length > 0).length;
  const suspected = rightAlone.filter((result) => result.suspected).length;
  const lines = [
    table([`faulty candidates, ${faultyAlone.length} of ${faulty.length}`, 'count'], countsOf(faultyAlone)),
    table([`right candidates, ${rightAlone.length}`, 'count'], countsOf(rightAlone)),
    `Of the right ones the screen suspected ${suspected}; ${unchecked} have something that cannot be checked.`,
  ];
  if (rounds) lines.push(roundsText(rounds));
  if (engine.device?.lost) lines.push(`The device was lost: ${engine.device.lost}`);
  return { text: lines.join('\n\n'), path };
}

function roundsText(rounds: Rounds): string {
  const { verdicts, rightVerdicts, deviations, freeBytes: free, seconds } = rounds;
  const repeated = new Map<string, number>();
  for (const { name, expected, found } of deviations) {
    const key = `${name}: expected ${expected}, found ${found}`;
    repeated.set(key, (repeated.get(key) ?? 0) + 1);
  }
  const list = Array.from(repeated, ([what, times]) => `  ${times} × ${what}`);
  const lost = (free[0] ?? 0) - (free.at(-1) ?? 0);
  return [
    `${rounds.rounds} rounds, ${verdicts} faulty and ${rightVerdicts} right verdicts in ${Math.round(seconds)} s; ${deviations.length} deviations`,
    `device memory after the first round less that after the last: ${lost} bytes`,
    ...list,
  ].join('\n');
}
