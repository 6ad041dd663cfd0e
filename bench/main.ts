/**
 * `npm run bench -- [NAME…] [--device cuda:0] [--out FOLDER]`: measures, prints a table each, keeps the raw samples.
 * With `--device sim`, which needs no GPU, what is measured by default is the simulator.
 */
import { parseArgs } from 'node:util';
import { Engine } from '../lib/verify/engine.js';
import { benchCandidates } from './candidates.js';
import { benchSimulator } from './simulator.js';
import { benchTiming } from './timing.js';
import { benchVerdictTime } from './verdict_time.js';

const benches: Record<string, (engine: Engine, folder?: string) => Promise<string>> = {
  'verdict-time': benchVerdictTime,
  candidates: benchCandidates,
  timing: benchTiming,
  simulator: benchSimulator,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { device: { type: 'string', default: 'cuda:0' }, out: { type: 'string' } },
});
const all = values.device === 'sim' ? ['simulator'] : Object.keys(benches);
const names = positionals.length > 0 ? positionals : all;
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`Expected some of ${Object.keys(benches).join(', ')} but found ${unknown.join(', ')}.`);
  process.exit(2);
}
try {
  const engine = await Engine.open({ device: values.device });
  for (const name of names) {
    console.error(`${name} …`);
    console.log(`${await benches[name]?.(engine, values.out)}\n`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 3;
}
