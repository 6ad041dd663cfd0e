import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutantSubjects } from '../../bench/mutants_draw.js';
import { JudgingHere } from '../../bench/mutants_judging.js';
import { type Mutation, mutationsOf } from '../../bench/mutants_operators.js';
import { JudgingProcesses } from '../../bench/mutants_processes.js';
import { packagePath } from '../../lib/package_root.js';
import { Engine } from '../../lib/verify/engine.js';
import { scratchFolder } from '../search/scratch_folder.js';

/** A child that does as the mutation's operator says. */
const actor = `
const tell = (answer) => new Promise((resolve) => process.send(answer, undefined, undefined, resolve));
const stage = (name, outcome) => tell({ kind: 'stage', progress: { stage: name, outcome } });
const die = () => process.kill(process.pid, 'SIGKILL');
process.on('message', async ({ subject, mutation }) => {
  const act = mutation ? mutation.operator : 'right';
  const told = { kind: 'trial', trial: { subject, mutant: {}, fate: 'compared', outcome: 'pass', caught: [] } };
  if (act === 'ends first') { console.error('no GPU for it'); process.exit(3); }
  await stage('original', null);
  if (!mutation) return tell({ kind: 'original', report: { unfit: null, refused: ['allclose'] }, spent: false });
  await stage('verdict', null);
  if (act === 'dies in the verdict') return die();
  if (act === 'hangs') return;
  if (act === 'fails') return tell({ kind: 'failed', words: 'a bug of the bench' });
  await stage('comparison', 'pass');
  if (act === 'dies in the comparison') { console.error('illegal instruction'); process.exit(134); }
  await tell({ ...told, spent: act === 'is spent' });
  if (act === 'ends behind it') process.exit(0);
});
`;

describe('JudgingProcesses', () => {
  const folder = scratchFolder();
  const subject = mutantSubjects('reference/softmax')[0]!;
  const mutationTo = (operator: string): Mutation => ({ ...mutationsOf(subject.source)[0]!, operator });
  let starts = 0;
  let judging: JudgingProcesses;

  function judgingWith(limitMs: number): JudgingProcesses {
    const path = join(folder(), 'actor.mjs');
    writeFileSync(path, actor);
    const start = (): ChildProcess => {
      starts++;
      return fork(path, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    };
    return new JudgingProcesses(start, limitMs);
  }

  beforeEach(() => {
    starts = 0;
    judging = judgingWith(30_000);
  });
  afterEach(() => judging.close());

  const fateOf = async (act: string): Promise<string> => (await judging.mutant(subject, mutationTo(act))).fate;

  it('keeps one process while it lives', async () => {
    assert.deepEqual(await judging.original(subject), { unfit: null, refused: ['allclose'] });
    assert.equal(await fateOf('lives'), 'compared');
    assert.equal(await fateOf('lives'), 'compared');
    assert.equal(starts, 1);
  });

  it('says of a mutant that ends its process where it was, and goes on behind it', async () => {
    const { fate, outcome, lost, mutant } = await judging.mutant(subject, mutationTo('dies in the verdict'));
    assert.deepEqual([fate, outcome, lost?.stage, mutant.operator], ['lost', null, 'verdict', 'dies in the verdict']);
    assert.match(lost?.words ?? '', /SIGKILL/);
    assert.equal(await fateOf('lives'), 'compared');
    assert.equal(starts, 2);
  });

  it('keeps the verdict of one that is lost in the comparison, and what its process said last', async () => {
    const { outcome, lost } = await judging.mutant(subject, mutationTo('dies in the comparison'));
    assert.deepEqual([outcome, lost?.stage], ['pass', 'comparison']);
    assert.match(lost?.words ?? '', /exit status 134 illegal instruction/);
  });

  it('ends a process that says nothing for too long', async () => {
    judging = judgingWith(4000);
    const { fate, lost } = await judging.mutant(subject, mutationTo('hangs'));
    assert.deepEqual([fate, lost?.stage, lost?.words], ['lost', 'verdict', 'no word for 4 s']);
    assert.equal(await fateOf('lives'), 'compared');
  });

  it('takes a new process behind one that is spent, or that ended between two mutants', async () => {
    for (const act of ['is spent', 'ends behind it']) {
      assert.equal(await fateOf(act), 'compared');
      assert.equal(await fateOf('lives'), 'compared');
    }
    assert.equal(starts, 3);
  });

  it('gives up when processes end before they begin, and passes on what one failed with', async () => {
    await assert.rejects(fateOf('ends first'), /ended before it began: .*exit status 3 no GPU for it/);
    assert.equal(starts, 2);
    await assert.rejects(fateOf('fails'), /a bug of the bench/);
  });
});

describe("the bench's own child", () => {
  it('judges an original and a mutant as this process does', async () => {
    const subject = mutantSubjects('reference/reduce_sum')[0]!;
    const mutation = mutationsOf(subject.source)
      .filter(({ group }) => group === 'rounding')
      .at(-1)!;
    const child = packagePath('dist', 'bench', 'mutants_child.js');
    const there = new JudgingProcesses(() => fork(child, ['sim'], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }));
    const here = new JudgingHere(await Engine.open({ device: 'sim' }));
    try {
      assert.deepEqual(await there.original(subject), await here.original(subject));
      const trial = await there.mutant(subject, mutation);
      assert.deepEqual(trial, await here.mutant(subject, mutation));
      assert.equal(trial.fate, 'compared');
    } finally {
      await there.close();
    }
  });
});
