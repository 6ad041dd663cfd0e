/** The benches that `npm run bench` knows, by name. */
import type { Engine } from '../lib/verify/engine.js';
import { benchAttention } from './attention.js';
import { benchCandidates } from './candidates.js';
import { benchCompile } from './compile.js';
import { benchCorpus } from './corpus.js';
import { benchCuPy } from './cupy.js';
import { benchDialogues } from './dialogues.js';
import { benchExploits } from './exploits.js';
import { benchKernelBench } from './kernelbench.js';
import { benchLatency } from './latency.js';
import type { BenchReport } from './measurement.js';
import { benchMemory } from './memory.js';
import { benchMutants } from './mutants.js';
import { benchReferences } from './references.js';
import type { RivalOptions } from './rival_options.js';
import { benchSafeCost } from './safe_cost.js';
import { benchSafeDeadline } from './safe_deadline.js';
import { benchSafeMemcheck } from './safe_memcheck.js';
import type { SafeBenchOptions } from './safe_options.js';
import { benchSafeSoundness } from './safe_soundness.js';
import { benchSimulator } from './simulator.js';
import { benchSolutions } from './solutions.js';
import { benchTakeover } from './takeover.js';
import { benchThroughput } from './throughput.js';
import { benchTimeRepeat } from './time_repeat.js';
import { benchTiming } from './timing.js';
import { benchVerdictTime } from './verdict_time.js';

/** Measures, and writes its result file into the folder (`bench/results/` by default). */
export type Bench = (
  engine: Engine,
  folder: string | undefined,
  options: SafeBenchOptions & RivalOptions,
) => Promise<BenchReport>;

export const benches: Record<string, Bench> = {
  throughput: benchThroughput,
  latency: benchLatency,
  memory: benchMemory,
  kernelbench: benchKernelBench,
  cupy: benchCuPy,
  solutions: benchSolutions,
  references: benchReferences,
  compile: benchCompile,
  corpus: benchCorpus,
  'verdict-time': benchVerdictTime,
  candidates: benchCandidates,
  attention: benchAttention,
  timing: benchTiming,
  takeover: benchTakeover,
  simulator: benchSimulator,
  'safe-soundness': benchSafeSoundness,
  'safe-cost': benchSafeCost,
  'safe-memcheck': benchSafeMemcheck,
  'safe-deadline': benchSafeDeadline,
  mutants: benchMutants,
  'time-repeat': benchTimeRepeat,
  exploits: benchExploits,
  dialogues: benchDialogues,
};
