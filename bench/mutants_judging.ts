/** Judging originals and mutants in this process: by warpsmith's verdict, and by allclose on what they leave. */
import { hasCode } from '../lib/errors.js';
import type { LoadedProblem } from '../lib/problem/problem.js';
import { atCase } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { PlanToLoad } from '../lib/verify/load_plan.js';
import type { Outcome } from '../lib/verify/verdict.js';
import { simulatedCases } from '../lib/verify/verify_cases.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { type Outputs, allClose, judges, ours, sameBits } from './mutants_judges.js';
import { seed } from './mutants_draw.js';
import { type Mutation, mutate } from './mutants_operators.js';
import { type InputSet, familySets, isFamily, outputsOf, uniformSets } from './mutants_run.js';
import {
  type Fate,
  type Judging,
  type OriginalReport,
  type Progress,
  type Trial,
  lostOriginal,
  toldOf,
} from './mutants_trial.js';
import { NoCandidate, compile } from './safe_prepare.js';
import { type RightSubject, referenceWithLines } from './safe_subjects.js';

/** What is known of a subject's outputs at one case, made once. */
interface Known {
  problem: LoadedProblem;
  sets: InputSet[];
  expected: Outputs[];
  original: Outputs[];
}

/** An original is looked at when it is first needed, and kept. */
export class JudgingHere implements Judging {
  private readonly expected = new Map<string, Promise<Outputs[] | null>>();
  private readonly known = new Map<string, Promise<Known[] | string>>();

  /** @param listener hears of every stage before it begins. */
  constructor(
    private readonly engine: Engine,
    private readonly listener: (progress: Progress) => Promise<void> = () => Promise.resolve(),
  ) {}

  async original(subject: RightSubject): Promise<OriginalReport> {
    await this.listener({ stage: 'original', outcome: null });
    let known: Known[] | string;
    try {
      known = await this.knownOf(subject);
    } catch (error) {
      if (!hasCode(error, 'device-lost')) throw error;
      return { unfit: lostOriginal(error.message), refused: [] };
    }
    if (typeof known === 'string') return { unfit: known, refused: [] };
    const refused = judges.filter(({ bound, families }) =>
      known.some(({ sets, expected, original }) =>
        original.some((one, i) => (families || !isFamily(sets[i]!)) && !allClose(one, expected[i]!, bound)),
      ),
    );
    return { unfit: null, refused: refused.map(({ name }) => name) };
  }

  /** Judges one mutant on all small cases, by all judges. */
  async mutant(subject: RightSubject, mutation: Mutation): Promise<Trial> {
    const told = toldOf(subject, mutation);
    let at: Progress = { stage: 'original', outcome: null };
    const begin = (progress: Progress): Promise<void> => this.listener((at = progress));
    try {
      await begin(at);
      const known = await this.knownOf(subject);
      if (typeof known === 'string') throw new Error(`Expected ${subject.name} to be fit again but found: ${known}.`);
      return { ...told, ...(await this.judge(mutate(subject.source, mutation).source, known, begin)) };
    } catch (error) {
      if (!hasCode(error, 'device-lost')) throw error;
      const { stage, outcome } = at;
      return { ...told, fate: 'lost', outcome, caught: [], lost: { stage, words: error.message } };
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async judge(
    source: string,
    known: readonly Known[],
    begin: (progress: Progress) => Promise<void>,
  ): Promise<Omit<Trial, 'subject' | 'mutant'>> {
    await begin({ stage: 'verdict', outcome: null });
    const outcome = await this.outcomeOf(source, known, false);
    const lost = this.engine.device?.lost;
    if (lost) return { fate: 'lost', outcome, caught: [], lost: { stage: 'verdict', words: lost } };
    const early = earlyFate(outcome);
    if (early) return { fate: early, outcome, caught: [] };
    const caught = new Set<string>(outcome === 'pass' ? [] : Object.values(ours));
    let same = true;
    await begin({ stage: 'comparison', outcome });
    for (const { problem, sets, expected, original } of known) {
      const found = await this.outputs(source, problem, sets);
      // Inputs that the verdict did not see lead it out of bounds.
      if (!found) return { fate: 'unsafe', outcome, caught: Array.from(caught) };
      same &&= found.every((one, i) => sameBits(one, original[i]!));
      for (const { name, bound, families } of judges) {
        const wrong = found.some((one, i) => {
          const looked = families || !isFamily(sets[i]!);
          return looked && !allClose(one, expected[i]!, bound);
        });
        if (wrong) caught.add(name);
      }
    }
    if (same && outcome === 'pass') return { fate: 'equivalent', outcome, caught: [] };
    if (outcome === 'pass') {
      await begin({ stage: 'verdict, all families', outcome });
      if ((await this.outcomeOf(source, known, true)) !== 'pass') caught.add(ours.thorough);
    }
    return { fate: 'compared', outcome, caught: Array.from(caught) };
  }
  private knownOf(subject: RightSubject): Promise<Known[] | string> {
    let known = this.known.get(subject.name);
    if (!known) this.known.set(subject.name, (known = this.know(subject)));
    return known;
  }

  /** A subject's small cases, or in words why it is of no use here. */
  private async know({ source, problem: { problem } }: RightSubject): Promise<Known[] | string> {
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
}

/** What becomes of a mutant whose outputs are not compared; null for one whose outputs are. */
function earlyFate(outcome: Outcome): Fate | null {
  if (outcome === 'plan-error' || outcome === 'policy-error' || outcome === 'compile-error') return 'stillborn';
  if (outcome === 'unverified') return 'unjudged';
  return outcome === 'unsafe' || outcome === 'fault' || outcome === 'hang' ? 'unsafe' : null;
}
