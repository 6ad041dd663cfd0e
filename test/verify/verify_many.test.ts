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

/** Names of the outcomes. */
async function all(given: Iterable<ManyCandidate>, more: ManyOptions = {}): Promise<string[]> {
  const outcomes: string[] = [];
  for await (const { verdict } of verifyMany(given, await options(more))) outcomes.push(verdict.outcome);
  return outcomes;
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
    const unseeded = { engine: await simulatedEngine(), trials: 1 };
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
    for await (const { index } of verifyMany(counted(), await options({ window: 3 }))) {
      assert(index < 9);
      taken++;
    }
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
    const verdicts = verifyMany(endless(), await options({ window: 2 }));
    assert.equal((await verdicts.next()).done, false);
    await verdicts.return();
    assert(ended);
  });

  it('rejects with what the source throws', async () => {
    function* failing(): Generator<ManyCandidate> {
      yield* candidates(1);
      throw new Error('no more');
    }
    await assert.rejects(all(failing(), { window: 1 }), /no more/);
  });

  it('rejects with aborted when its signal fires', async () => {
    const controller = new AbortController();
    const verdicts = verifyMany(candidates(50), await options({ signal: controller.signal }));
    await verdicts.next();
    controller.abort();
    const rest = async (): Promise<void> => {
      while ((await verdicts.next()).done !== true);
    };
    await assert.rejects(rest(), (error) => error instanceof WarpsmithError && error.code === 'aborted');
  });

  it('says what a window may be', async () => {
    await assert.rejects(all(candidates(1), { window: 0 }), {
      code: 'bad-option',
      message: 'Expected a whole number from 1 to 1024 for window but found 0.',
    });
  });
});
