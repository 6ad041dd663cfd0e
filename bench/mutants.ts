/**
 * How many slightly wrong kernels are caught: right candidates and references with one place of their text changed, judged
 * by warpsmith's verdict, and by allclose at 1e-4 and 1e-2 on uniform [0, 1) inputs as KernelBench judges. Small cases, on
 * the simulator or on a GPU. `--rounds N` wants N mutants of each group, `--only TEXT` takes subjects with it in their names.
 *
 * A mutant that leaves the same bits as its original on all those inputs and in every input family is equivalent and
 * counts nowhere. One that the safe run refuses is counted apart: KernelBench has no such run, and what it would have
 * compared then is chance.
 */
import { percent } from '../lib/format/quantities.js';
import type { LoadedProblem } from '../lib/problem/problem.js';
import { atCase } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { PlanToLoad } from '../lib/verify/load_plan.js';
import type { Outcome } from '../lib/verify/verdict.js';
import { simulatedCases } from '../lib/verify/verify_cases.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { table, writeResult } from './measurement.js';
import { drawMutations } from './mutants_draw.js';
import { type Outputs, allClose, sameBits } from './mutants_judges.js';
import { type Mutant, type MutationGroup, mutate, mutationGroups } from './mutants_operators.js';
import { type InputSet, familySets, isFamily, outputsOf, uniformSets } from './mutants_run.js';
import type { SafeBenchOptions } from './safe_options.js';
import { NoCandidate, compile } from './safe_prepare.js';
import { type RightSubject, referenceWithLines, rightSubjects } from './safe_subjects.js';

/** Mutants of each group that are compared: 240 in all. */
const wantedOfGroup = 60;
const seed = 2026;

/** Warpsmith as it judges by default, and with as many trials as there are input families. */
const ours = { usual: 'warpsmith', thorough: 'warpsmith, all families' } as const;

/** The judges beside warpsmith: a bound of allclose, on KernelBench's inputs or in every family. */
const judges = [
  { name: 'allclose 1e-4', bound: 1e-4, families: false },
  { name: 'allclose 1e-2', bound: 1e-2, families: false },
  { name: '1e-4, all families', bound: 1e-4, families: true },
  { name: '1e-2, all families', bound: 1e-2, families: true },
] as const;

type Fate =
  /** It does not compile, or its plan does not hold. */
  | 'stillborn'
  /** The same bits as the original everywhere. */
  | 'equivalent'
  /** Refused before its outputs were compared. */
  | 'unsafe'
  /** The device could not run it. */
  | 'unjudged'
  | 'compared';

interface Trial {
  subject: string;
  mutant: Omit<Mutant, 'source' | 'from' | 'to' | 'text'>;
  fate: Fate;
  outcome: Outcome;
  /** Judges that caught it, warpsmith among them. */
  caught: string[];
}

/** What is known of a subject's outputs at one case, made once. */
interface Known {
  problem: LoadedProblem;
  sets: InputSet[];
  expected: Outputs[];
  original: Outputs[];
}

class MutantBench {
  private readonly expected = new Map<string, Promise<Outputs[] | null>>();

  constructor(private readonly engine: Engine) {}

  /** A subject's small cases, or in words why it is of no use here. */
  async know({ source, problem: { problem } }: RightSubject): Promise<Known[] | string> {
    const all: Known[] = [];
    for (const name of simulatedCases(problem)) {
      const loaded = atCase(problem, name);
      const { outcome } = await this.verify(source, loaded);
      if (outcome !== 'pass') return `${outcome} as it is`;
      const sets = [...uniformSets(loaded.contract), ...familySets(loaded.contract)];
      const expected = await this.expectedOf(loaded, sets);
      const original = await this.outputs(source, loaded, sets);
      const again = await this.outputs(source, loaded, sets);
      if (!expected || !original || !again) return 'it does not run on all inputs';
      if (!original.every((one, i) => sameBits(one, again[i]!))) return 'it does not give the same bits twice';
      all.push({ problem: loaded, sets, expected, original });
    }
    return all;
  }

  private expectedOf(loaded: LoadedProblem, sets: readonly InputSet[]): Promise<Outputs[] | null> {
    const key = `${loaded.problem.sha256} ${loaded.contract.caseName}`;
    let expected = this.expected.get(key);
    if (!expected) this.expected.set(key, (expected = this.outputs(referenceWithLines(loaded.problem), loaded, sets)));
    return expected;
  }

  private async outputs(
    source: string,
    { contract }: LoadedProblem,
    sets: readonly InputSet[],
  ): Promise<Outputs[] | null> {
    let plan: PlanToLoad;
    try {
      plan = await compile(this.engine, source, contract);
    } catch (error) {
      if (error instanceof NoCandidate) return null;
      throw error;
    }
    return outputsOf(this.engine, plan, contract, sets);
  }

  private verify(source: string, problem: LoadedProblem, trials?: number): ReturnType<typeof verifyKernel> {
    const options = { engine: this.engine, seed, time: false, ...(trials === undefined ? {} : { trials }) };
    return verifyKernel(source, problem, options);
  }

  /** The first outcome over the cases that is no pass, else "pass". */
  private async outcomeOf(source: string, known: readonly Known[], thorough: boolean): Promise<Outcome> {
    for (const { problem } of known) {
      const trials = thorough ? familySets(problem.contract).length : undefined;
      const { outcome } = await this.verify(source, problem, trials);
      if (outcome !== 'pass') return outcome;
    }
    return 'pass';
  }

  /** Judges one mutant on all small cases, by all judges. */
  async judge(subject: RightSubject, known: readonly Known[], mutant: Mutant): Promise<Trial> {
    const { group, operator, line, before, after } = mutant;
    const told = { subject: subject.name, mutant: { group, operator, line, before, after } };
    const outcome = await this.outcomeOf(mutant.source, known, false);
    const early = earlyFate(outcome);
    if (early) return { ...told, fate: early, outcome, caught: [] };
    const caught = new Set<string>(outcome === 'pass' ? [] : Object.values(ours));
    let same = true;
    for (const { problem, sets, expected, original } of known) {
      const found = await this.outputs(mutant.source, problem, sets);
      // Inputs that the verdict did not see lead it out of bounds.
      if (!found) return { ...told, fate: 'unsafe', outcome, caught: Array.from(caught) };
      same &&= found.every((one, i) => sameBits(one, original[i]!));
      for (const { name, bound, families } of judges) {
        const wrong = found.some((one, i) => {
          const looked = families || !isFamily(sets[i]!);
          return looked && !allClose(one, expected[i]!, bound);
        });
        if (wrong) caught.add(name);
      }
    }
    if (same && outcome === 'pass') return { ...told, fate: 'equivalent', outcome, caught: [] };
    if (outcome === 'pass' && (await this.outcomeOf(mutant.source, known, true)) !== 'pass') caught.add(ours.thorough);
    return { ...told, fate: 'compared', outcome, caught: Array.from(caught) };
  }
}

/** What becomes of a mutant whose outputs are not compared; null for one whose outputs are. */
function earlyFate(outcome: Outcome): Fate | null {
  if (outcome === 'plan-error' || outcome === 'policy-error' || outcome === 'compile-error') return 'stillborn';
  if (outcome === 'unverified') return 'unjudged';
  return outcome === 'unsafe' || outcome === 'fault' || outcome === 'hang' ? 'unsafe' : null;
}

export async function benchMutants(engine: Engine, folder?: string, options?: SafeBenchOptions): Promise<string> {
  const wanted = options?.rounds ?? (options?.quick ? 3 : wantedOfGroup);
  const bench = new MutantBench(engine);
  // The demo's answers need not be right.
  const subjects = rightSubjects(true, options?.only ?? '').filter(({ name }) => !name.startsWith('demo/'));
  const known = new Map<string, Known[]>();
  const unfit: Record<string, string> = {};
  for (const subject of subjects) {
    const found = await bench.know(subject);
    if (typeof found === 'string') unfit[subject.name] = found;
    else known.set(subject.name, found);
  }
  console.error(`  ${known.size} of ${subjects.length} originals are fit`);
  const trials: Trial[] = [];
  for (const group of mutationGroups) {
    let compared = 0;
    for (const { subject, mutation } of drawMutations(subjects, group, seed)) {
      if (compared === wanted) break;
      const own = known.get(subject.name);
      if (!own) continue;
      const trial = await bench.judge(subject, own, mutate(subject.source, mutation));
      trials.push(trial);
      if (trial.fate === 'compared') compared++;
    }
    console.error(`  ${group}: ${compared} compared`);
  }
  const originals = originalsOf(Array.from(known.values()), unfit);
  const path = writeResult(
    engine.simulator ? 'mutants-sim' : 'mutants',
    engine,
    { seed, wanted, subjects: subjects.length, originals, trials },
    folder,
  );
  return `${mutantTable(trials, originals)}\n${path}`;
}

/** What is said of the originals, which are right. */
export interface Originals {
  fit: number;
  /** By judge, how many of the fit ones it refuses. */
  refused: Record<string, number>;
  /** Why the others are not used, by name. */
  unfit: Record<string, string>;
}

function originalsOf(all: readonly Known[][], unfit: Record<string, string>): Originals {
  const refused = judges.map(({ name, bound, families }): [string, number] => {
    const isRefused = ({ sets, expected, original }: Known): boolean =>
      original.some((one, i) => (families || !isFamily(sets[i]!)) && !allClose(one, expected[i]!, bound));
    return [name, all.filter((known) => known.some(isRefused)).length];
  });
  return { fit: all.length, refused: Object.fromEntries(refused), unfit };
}

/** Shares caught by group, the originals refused, what was left out, and every mutant that warpsmith let pass. */
export function mutantTable(trials: readonly Trial[], originals: Originals): string {
  const names = [...Object.values(ours), ...judges.map(({ name }) => name)];
  const compared = trials.filter(({ fate }) => fate === 'compared');
  const row = (label: string, of: readonly Trial[]): string[] => [
    label,
    String(of.length),
    ...names.map((name) =>
      of.length === 0 ? '' : percent(of.filter(({ caught }) => caught.includes(name)).length / of.length),
    ),
  ];
  const inGroup = (group: MutationGroup): Trial[] => compared.filter(({ mutant }) => mutant.group === group);
  const shares = table(
    ['mutants caught', 'of', ...names],
    [...mutationGroups.map((group) => row(group, inGroup(group))), row('all', compared)],
  );
  const counted = (fate: Fate): number => trials.filter((trial) => trial.fate === fate).length;
  const apart = `counted apart: ${counted('unsafe')} that the safe run refuses, ${counted('equivalent')} equivalent, ${counted('stillborn')} that do not compile, ${counted('unjudged')} that could not be run`;
  const { fit, refused, unfit } = originals;
  const wronged = `right originals refused, of ${fit}: ${judges.map(({ name }) => `${name} ${refused[name] ?? 0}`).join(', ')}`;
  const unused = Object.entries(unfit).map(([name, why]) => `  not used: ${name}, ${why}`);
  const passed = compared
    .filter(({ caught }) => !caught.includes(ours.usual))
    .map(({ subject, mutant, caught }) => {
      const others = caught.length > 0 ? ` (caught by ${caught.join(', ')})` : '';
      return `  ${subject}:${mutant.line} ${mutant.operator}${others}\n    - ${mutant.before}\n    + ${mutant.after}`;
    });
  return [shares, apart, wronged, ...unused, `passed by warpsmith: ${passed.length}`, ...passed].join('\n');
}
