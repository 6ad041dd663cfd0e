/** One process of the bench `timing`, for a profiler: an empty kernel, timed as candidates are. `node timing_child.js DEVICE` */
import { Engine } from '../lib/verify/engine.js';
import { timeEmpty } from '../lib/verify/time/overhead.js';

const engine = await Engine.open({ device: process.argv[2] ?? 'cuda:0' });
if (!engine.gpu) throw new Error(engine.unavailable ?? 'There is no GPU.');
console.log(JSON.stringify(await timeEmpty(engine.gpu, 30)));
// Nothing is left to do, and the driver's own threads are not waited for.
process.exit(0);
