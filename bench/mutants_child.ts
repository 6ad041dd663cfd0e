/** A process of the bench `mutants`: judges what it is asked to until its device is lost. `node mutants_child.js DEVICE` */
import { messageOf } from '../lib/errors.js';
import { Engine } from '../lib/verify/engine.js';
import { JudgingHere } from './mutants_judging.js';
import type { Answer, Task } from './mutants_processes.js';
import { mutantSubjects } from './mutants_draw.js';

/** Resolves when the message has left this process, which the next step may end. */
function tell(answer: Answer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!process.send) throw new Error('Expected to be started by the bench `mutants`.');
    process.send(answer, undefined, undefined, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

const engine = await Engine.open({ device: process.argv[2] ?? 'cuda:0' });
const subjects = new Map(mutantSubjects('').map((subject) => [subject.name, subject]));
const judging = new JudgingHere(engine, (progress) => tell({ kind: 'stage', progress }));

async function answer({ subject: name, mutation }: Task): Promise<Answer> {
  const subject = subjects.get(name);
  if (!subject) throw new Error(`Expected a subject but found "${name}".`);
  const spent = (): boolean => Boolean(engine.device?.lost);
  if (mutation) return { kind: 'trial', trial: await judging.mutant(subject, mutation), spent: spent() };
  return { kind: 'original', report: await judging.original(subject), spent: spent() };
}

process.on('message', (task: Task) => {
  answer(task)
    .catch((error: unknown): Answer => ({ kind: 'failed', words: messageOf(error) }))
    .then(tell)
    .catch(() => process.exit(1));
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit(0));
