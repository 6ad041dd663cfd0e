/**
 * Opens a guarded engine and judges a candidate. Prints the outcome and the engine's processes, then: "leave" has nothing
 * more to do, "idle" stays, "busy" stays with a candidate that hangs.
 */
import { GuardedEngine } from '../../lib/guard/guarded_engine.js';
import { judge, until } from './fake_gpu.js';

const [device = 'none', state = 'leave'] = process.argv.slice(2);
const engine = await GuardedEngine.open({ device });
const { outcome } = await judge(engine, 'k');
if (device !== 'none') {
  const patience = setInterval(() => undefined, 1000);
  await until(() => engine.processes.spareIsWarm);
  clearInterval(patience);
}
let begun = state !== 'busy';
if (!begun) {
  void judge(engine, 'hang_k', { deadlineMs: 60_000, onProgress: ({ rung }) => (begun ||= rung === 'correct') });
  await until(() => begun);
}
if (state !== 'leave') setInterval(() => undefined, 1000);
process.stdout.write(`${JSON.stringify({ outcome, processes: engine.processes })}\n`);
