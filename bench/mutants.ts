/**
 * How many slightly wrong kernels are caught: right candidates and references with one place of their text changed, judged
 * by warpsmith's verdict, and by allclose at 1e-4 and 1e-2 on uniform [0, 1) inputs as KernelBench judges. Small cases, on
 * the simulator or on a GPU. `--rounds N` wants N mutants of each group, `--only TEXT` takes subjects with it in their names.
 *
 * A mutant that leaves the same bits as its original on all those inputs and in every input family is equivalent and
 * counts nowhere. One that the safe run refuses is counted apart: KernelBench has no such run, and what it would have
 * compared then is chance. On a GPU other processes judge, because a mutant may take the GPU from its own; that one is
 * "lost", counted apart as well, and the next process goes on behind it.
 */
import { fork } from 'node:child_process';
import { messageOf } from '../lib/errors.js';
import { packagePath } from '../lib/package_root.js';
import type { Engine } from '../lib/verify/engine.js';
import { type BenchReport, writeResult } from './measurement.js';
import { drawMutations, mutantSubjects, seed } from './mutants_draw.js';
import { JudgingHere } from './mutants_judging.js';
import { mutationGroups } from './mutants_operators.js';
import { JudgingProcesses } from './mutants_processes.js';
import { lostWords, mutantTable, originalsOf } from './mutants_table.js';
import type { Judging, OriginalReport, Trial } from './mutants_trial.js';
import type { SafeBenchOptions } from './safe_options.js';
import type { RightSubject } from './safe_subjects.js';

/** Mutants of each group that are compared: 240 in all. */
const wantedOfGroup = 60;

/** After so many a line says how far it is. */
const often = 20;

function judgingFor(engine: Engine): Judging {
  const { gpu, simulator, unavailable } = engine;
  if (simulator) return new JudgingHere(engine);
  if (!gpu) throw new Error(unavailable ?? 'There is no device.');
  const child = packagePath('dist', 'bench', 'mutants_child.js');
  // What kernels print is of no interest, and the channel for messages is one of its own.
  return new JudgingProcesses(() => fork(child, [gpu.id], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }));
}

/** Goes through all originals and as many mutants as it takes. What is known so far can be read at any time. */
class MutantBench {
  readonly reports = new Map<string, OriginalReport>();
  readonly trials: Trial[] = [];

  constructor(
    private readonly judging: Judging,
    private readonly subjects: readonly RightSubject[],
    private readonly wanted: number,
  ) {}

  async run(): Promise<void> {
    for (const [i, subject] of this.subjects.entries()) {
      if (i > 0 && i % often === 0) console.error(`  ${i} of ${this.subjects.length} originals …`);
      this.reports.set(subject.name, await this.judging.original(subject));
    }
    console.error(`  ${originalsOf(this.reports).fit} of ${this.subjects.length} originals are fit`);
    for (const group of mutationGroups) {
      let tried = 0;
      let compared = 0;
      for (const { subject, mutation } of drawMutations(this.subjects, group, seed)) {
        if (compared === this.wanted) break;
        if (this.reports.get(subject.name)?.unfit !== null) continue;
        const trial = await this.judging.mutant(subject, mutation);
        this.trials.push(trial);
        if (trial.fate === 'lost') console.error(lostWords(trial));
        if (trial.fate === 'compared') compared++;
        if (++tried % often === 0)
          console.error(`  ${group}: ${compared} of ${this.wanted} compared, ${tried} tried …`);
      }
      console.error(`  ${group}: ${compared} compared`);
    }
  }
}

export async function benchMutants(engine: Engine, folder?: string, options?: SafeBenchOptions): Promise<BenchReport> {
  const wanted = options?.rounds ?? (options?.quick ? 3 : wantedOfGroup);
  const subjects = mutantSubjects(options?.only ?? '');
  const judging = judgingFor(engine);
  const bench = new MutantBench(judging, subjects, wanted);
  let stopped: string | null = null;
  try {
    await bench.run();
  } catch (error) {
    // What was judged until then is worth keeping.
    stopped = messageOf(error);
    process.exitCode = 3;
  } finally {
    await judging.close();
  }
  const { trials } = bench;
  const originals = originalsOf(bench.reports);
  const ended = stopped === null ? {} : { stopped };
  const path = writeResult(
    engine.simulator ? 'mutants-sim' : 'mutants',
    engine,
    { seed, wanted, subjects: subjects.length, originals, ...ended, trials },
    folder,
  );
  const lines = [mutantTable(trials, originals), ...(stopped === null ? [] : [`stopped early: ${stopped}`])];
  return { text: lines.join('\n'), path };
}
