import assert from 'node:assert/strict';
import { median } from '../../../lib/verify/statistics.js';
import {
  averagedOf,
  isEnough,
  isHopeless,
  isSettled,
  mostSamples,
  relativeWidth,
  runsUntilNextLook,
  samplesOf,
} from '../../../lib/verify/time/sampling.js';

/** Samples of a kernel of about `ms` whose times spread by `spread` to either side, evenly. */
function spread(count: number, ms: number, share: number): number[] {
  return Array.from({ length: count }, (_, i) => ms * (1 + share * Math.sin(i * 2.399963)));
}

/** How many samples are taken before it is enough; `next` is the time of each. */
function taken(next: (run: number) => number, sets: number): number {
  const samples: number[] = [];
  while (!isEnough(samples, sets)) samples.push(next(samples.length));
  return samples.length;
}

describe('relativeWidth', () => {
  it('is that of the interval over the median', () => {
    const samples = Array.from({ length: 101 }, (_, i) => 100 + i);
    // Ranks 50.5 ∓ 0.98 √101, outwards: the 41st and the 62nd value, around the 51st.
    assert.equal(relativeWidth(samples), (161 - 140) / 150);
  });

  it('grows with the spread and shrinks with the number', () => {
    assert(relativeWidth(spread(50, 1, 0.1)) > relativeWidth(spread(50, 1, 0.01)));
    assert(relativeWidth(spread(200, 1, 0.1)) < relativeWidth(spread(30, 1, 0.1)));
  });
});

describe('samplesOf', () => {
  it('averages eight runs in a row of a short plan, and leaves the rest', () => {
    const runs = [...Array<number>(8).fill(0.003), ...Array<number>(8).fill(0.004), 0.009];
    assert.equal(averagedOf(runs), 8);
    const [first = 0, second = 0, ...more] = samplesOf(runs);
    assert(Math.abs(first - 0.003) < 1e-12 && Math.abs(second - 0.004) < 1e-12 && more.length === 0);
  });

  it('leaves the runs of a longer one as they are', () => {
    assert.equal(averagedOf([0.02, 0.03]), 1);
    assert.deepEqual(samplesOf([0.02, 0.03]), [0.02, 0.03]);
  });

  it('has a median that runs on two values do not tear to either', () => {
    const mixed = (share: number): number[] =>
      Array.from({ length: 180 }, (_, i) => ((i * 0.618034) % 1 < share ? 3.63e-3 : 3.86e-3));
    const apart = (of: (runs: number[]) => number[]): number => median(of(mixed(0.45))) / median(of(mixed(0.55))) - 1;
    assert(apart(samplesOf) < 0.01, `means are ${apart(samplesOf)} apart`);
    assert(apart((runs) => runs) > 0.05, 'the sample shows nothing');
  });
});

describe('isSettled', () => {
  it('wants the interval within 1% of the median', () => {
    assert.equal(isSettled(spread(50, 1, 0.004)), true);
    assert.equal(isSettled(spread(50, 1, 0.05)), false);
  });

  it('is not said of samples that are too few for an interval', () => assert.equal(isSettled([1, 1, 1]), false));

  it('is said of what takes no time at all', () => assert.equal(isSettled(new Array<number>(48).fill(0)), true));
});

describe('isEnough', () => {
  it('takes 30 samples of a steady kernel, in whole rounds', () => {
    assert.equal(
      taken(() => 0.05, 1),
      30,
    );
    assert.equal(
      taken(() => 0.05, 2),
      30,
    );
    assert.equal(taken(() => 0.05, 4) % 4, 0);
  });

  it('takes ten means of eight of a short steady one', () => {
    assert.equal(
      taken(() => 0.005, 3),
      81,
    );
  });

  it('ends for a short one whose runs fall on two values', () => {
    const count = taken((run) => ((run * 0.618034) % 1 < 0.5 ? 0.00363 : 0.00386), 3);
    assert(count < mostSamples, `it took ${count} runs`);
  });

  it('takes at least ten, and 30 ms, of a slow steady one', () => {
    assert.equal(
      taken(() => 15, 1),
      10,
    );
    assert.equal(
      taken(() => 2, 2),
      16,
    );
  });

  it('takes five of what lasts seconds, or one of each set', () => {
    assert.equal(
      taken(() => 2000, 2),
      5,
    );
    assert.equal(
      taken(() => 2000, 7),
      7,
    );
  });

  it('goes on while the interval is wide, to a ceiling', () => {
    const wild = (run: number): number => 0.1 * (1 + (run % 10) / 10);
    assert.equal(taken(wild, 1), mostSamples);
    const slow = taken((run) => 30 * wild(run), 1);
    assert(slow > 10 && slow < mostSamples, `stopped after ${slow}`);
  });

  it('is not fooled by the first samples that agree', () => {
    const late = (run: number): number => (run < 12 ? 1 : 1 + (run % 10) / 10);
    assert(taken(late, 1) > 30);
  });
});

describe('runsUntilNextLook', () => {
  it('begins with a round', () => {
    assert.equal(runsUntilNextLook([], 3), 3);
  });

  it('goes up to what is needed in any case, in whole rounds and not all at once', () => {
    assert.equal(runsUntilNextLook(spread(3, 0.1, 0.01), 3), 24);
    assert.equal(runsUntilNextLook(spread(27, 0.1, 0.01), 3), 3);
    // Means of eight.
    assert.equal(runsUntilNextLook(spread(75, 0.005, 0.3), 3), 6);
  });

  it('then goes on with a share of what there is', () => {
    assert.equal(runsUntilNextLook(spread(81, 0.005, 0.3), 3), 18);
    assert.equal(runsUntilNextLook(spread(99, 0.005, 0.3), 3), 21);
    assert.equal(runsUntilNextLook(spread(30, 0.1, 0.3), 3), 6);
  });

  it('has few of a slow plan under way', () => {
    assert.equal(runsUntilNextLook(spread(3, 20, 0.01), 3), 3);
    assert.equal(runsUntilNextLook(spread(2, 5000, 0.01), 2), 2);
  });

  it('never goes past the ceiling', () => {
    for (const sets of [1, 2, 3]) {
      const runs: number[] = [];
      while (!isEnough(runs, sets)) {
        for (let i = runsUntilNextLook(runs, sets); i > 0; i--) runs.push(runs.length % 2 === 0 ? 0.001 : 0.002);
      }
      assert(runs.length <= mostSamples, `${runs.length} runs of ${sets} sets`);
    }
  });
});

describe('isHopeless', () => {
  it('is a plan whose quickest run takes more than twice as long as the best', () => {
    assert(isHopeless(spread(9, 1, 0.01), 0.4));
    assert(!isHopeless(spread(9, 1, 0.01), 0.6));
  });

  it('is none after few runs, or with a quick one among them', () => {
    assert(!isHopeless(spread(3, 1, 0.01), 0.1));
    assert(!isHopeless([...spread(9, 1, 0.01), 0.15], 0.1));
  });
});
