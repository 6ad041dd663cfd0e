/** `node latency_child.js DEVICE SUBJECT SALT`: opens an engine, judges once, prints where the time went, and ends. */
import { Engine } from '../lib/verify/engine.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import type { ColdSample } from './latency_cold.js';
import { latencySubjects, problemOf } from './latency_subjects.js';
import { rungTimesOf } from './rung_times.js';

// The clock's zero is where the process began.
const loadedMs = performance.now();
const [device = 'cuda:0', name = '', salt = '0'] = process.argv.slice(2);
const subject = latencySubjects.find((each) => each.name === name);
if (!subject) throw new Error(`Expected a subject of the latency bench but found "${name}".`);
const engine = await Engine.open({ device });
const openedMs = performance.now();
const problem = problemOf(subject, engine);
const started = performance.now();
const verdict = await verifyKernel(subject.source(Number(salt)), problem, { engine, seed: 1, name });
const times = rungTimesOf(verdict, performance.now() - started);
if (engine.device && verdict.outcome !== subject.expected) {
  throw new Error(`Expected the verdict ${subject.expected} on ${name} but found ${JSON.stringify(verdict)}`);
}
const sample: Omit<ColdSample, 'processMs'> = { ...times, loadedMs, openedMs };
console.log(JSON.stringify(sample));
// Nothing is left to do, and the driver's own threads are not waited for.
process.exit(0);
