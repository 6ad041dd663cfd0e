import assert from 'node:assert/strict';
import { type ManyCandidate, type ManyOptions, atCase, loadProblem, verifyMany } from '../../lib/index.js';
import { readCandidate } from '../gpu/candidate_files.js';
import { WarpsmithError } from '../../lib/errors.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

const relu = atCase(loadProblem('relu'), 'small');
const right = readCandidate('relu/fast.cu').source;
const broken = right.replace(/;/, ' !');

function candidates(count: number, source = right): ManyCandidate[] {
  return Array.from({ length: count }, (_, i) => ({ source: `${source}\n// ${i}\n`, inputs: relu, name: `c${i}` }));
}

async function options(more: ManyOptions = {}): Promise<ManyOptions> {
  return { engine: await simulatedEngine(), trials: 1, seed: 3, ...more };
}

describe('verifyMany', function () {
  this.timeout(60_000);

  it('judges each candidate once, and says which it was', async () => {
    const given = [...candidates(5), ...candidates(2, broken)];
    const found = new Map<number, string>();
    for await (const { candidate, index, verdict } of verifyMany(given, await options())) {
      assert.equal(candidate, given[index]);
      assert.equal(verdict.candidate.name, candidate.name);
      assert(!found.has(index), `candidate ${index} came twice`);
      found.set(index, verdict.outcome);
    }
    const sorted = [...found].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
    assert.deepEqual(sorted, [...Array<string>(5).fill('pass'), 'compile-error', 'compile-error']);
  });

  it('uses one seed for all when none is given', async () => {
    const seeds = new Set<number>();
    const { seed: _, ...unseeded } = await options();
    for await (const { verdict } of verifyMany(candidates(3), unseeded)) seeds.add(verdict.seed);
    assert.equal(seeds.size, 1);
  });

  it('asks for no further candidate while the window is full', async () => {
    let asked = 0;
    let taken = 0;
    let most = 0;
    function* counted(): Generator<ManyCandidate> {
      for (const candidate of candidates(9)) {
        asked++;
        most = Math.max(most, asked - taken);
        yield candidate;
      }
    }
    for await (const _ of verifyMany(counted(), await options({ window: 3 }))) taken++;
    assert.equal(taken, 9);
    assert(most <= 3, `${most} were under way`);
  });

  it('yields verdicts while it waits for further candidates', async () => {
    let goOn = (): void => undefined;
    const later = new Promise<void>((resolve) => (goOn = resolve));
    async function* slowly(): AsyncGenerator<ManyCandidate> {
      const [first, second] = candidates(2);
      if (first) yield first;
      await later;
      if (second) yield second;
    }
    const order: number[] = [];
    for await (const { index } of verifyMany(slowly(), await options())) {
      order.push(index);
      // Without the first verdict the second candidate never comes.
      goOn();
    }
    assert.deepEqual(order, [0, 1]);
  });

  it('stops what is under way when the loop ends early, and ends the source', async () => {
    let ended = false;
    function* endless(): Generator<ManyCandidate> {
      try {
        for (;;) yield* candidates(1);
      } finally {
        ended = true;
      }
    }
    for await (const _ of verifyMany(endless(), await options({ window: 2 }))) break;
    assert(ended);
  });

  it('rejects with what the source throws', async () => {
    function* failing(): Generator<ManyCandidate> {
      yield* candidates(1);
      throw new Error('no more');
    }
    const run = async (): Promise<void> => {
      for await (const _ of verifyMany(failing(), await options({ window: 1 })));
    };
    await assert.rejects(run(), /no more/);
  });

  it('rejects with aborted when its signal fires', async () => {
    const controller = new AbortController();
    const run = async (): Promise<void> => {
      for await (const _ of verifyMany(candidates(50), await options({ signal: controller.signal })))
        controller.abort();
    };
    await assert.rejects(run(), (error) => error instanceof WarpsmithError && error.code === 'aborted');
  });

  it('says what a window may be', async () => {
    const run = async (): Promise<void> => {
      for await (const _ of verifyMany(candidates(1), await options({ window: 0 })));
    };
    await assert.rejects(run(), {
      code: 'bad-option',
      message: 'Expected a whole number from 1 to 1024 for window but found 0.',
    });
  });
});
