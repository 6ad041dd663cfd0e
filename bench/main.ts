/**
 * `npm run bench -- [NAME…] [--device cuda:0] [--out FOLDER]`: measures, prints a table each, keeps the raw samples.
 * With `--device sim`, which needs no GPU, what is measured by default is the simulator.
 *
 * `mutants` (the same small cases on either device) and `time-repeat` (a GPU only) take --quick, --only and --rounds.
 * `attention` takes --only and --rounds; `dialogues`, which needs no GPU (--device none), --minutes, --speed and --quick.
 * The safe run's benches also take --quick, --only TEXT (of names), --rounds N, --sanitizer PROGRAM, --jobs N and
 * --minutes N; on the simulator they show that they work, at small sizes. The soak is a command of its own: soak.ts.
 */
import { parseArgs } from 'node:util';
import { messageOf } from '../lib/errors.js';
import { Engine } from '../lib/verify/engine.js';
import { benchAttention } from './attention.js';
import { benchCandidates } from './candidates.js';
import { benchDialogues } from './dialogues.js';
import { benchExploits } from './exploits.js';
import { benchMutants } from './mutants.js';
import { benchSafeCost } from './safe_cost.js';
import { benchSafeDeadline } from './safe_deadline.js';
import { benchSafeMemcheck } from './safe_memcheck.js';
import type { SafeBenchOptions } from './safe_options.js';
import { benchSafeSoundness } from './safe_soundness.js';
import { benchSimulator } from './simulator.js';
import { benchTakeover } from './takeover.js';
import { benchTimeRepeat } from './time_repeat.js';
import { benchTiming } from './timing.js';
import { benchVerdictTime } from './verdict_time.js';

type Bench = (engine: Engine, folder: string | undefined, options: SafeBenchOptions) => Promise<string>;

const benches: Record<string, Bench> = {
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

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    device: { type: 'string', default: 'cuda:0' },
    out: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    sanitizer: { type: 'string', default: 'compute-sanitizer' },
    jobs: { type: 'string', default: '8' },
    minutes: { type: 'string' },
    speed: { type: 'string', default: '10' },
  },
});
const { quick, only, sanitizer } = values;
const safeOptions = {
  quick,
  only,
  sanitizer,
  jobs: Number(values.jobs),
  minutes: values.minutes === undefined ? undefined : Number(values.minutes),
  speed: Number(values.speed),
  rounds: values.rounds === undefined ? undefined : Number(values.rounds),
};
const all = values.device === 'sim' ? ['simulator'] : Object.keys(benches);
const names = positionals.length > 0 ? positionals : all;
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`Expected some of ${Object.keys(benches).join(', ')} but found ${unknown.join(', ')}.`);
  process.exit(2);
}

// One that fails takes nothing from the others.
async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 3;
  }
}

await attempt(async () => {
  const engine = await Engine.open({ device: values.device });
  for (const name of names) {
    console.error(`${name} …`);
    await attempt(async () => console.log(`${await benches[name]?.(engine, values.out, safeOptions)}\n`));
  }
});
