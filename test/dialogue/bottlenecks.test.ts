import assert from 'node:assert/strict';
import { bottlenecksOf, findBottlenecks } from '../../lib/dialogue/bottlenecks.js';
import type { KernelResources, VerdictOf } from '../../lib/verify/verdict.js';
import { sampleCounters } from '../verify/sample_counters.js';
import { passIn, sampleVerdict, simulator } from '../verify/sample_verdicts.js';

type Changes = Partial<VerdictOf<'pass'>>;

const { kernels, roofline } = sampleVerdict('pass');
const [kernel] = kernels;
/** At 95% of the roofline, where nothing is wrong. */
const fast: Changes = { roofline: { ...roofline!, share: 0.95 } };

function namesOf(changes: Changes): string[] {
  return findBottlenecks(sampleVerdict('pass', { ...fast, ...changes })).map(({ name }) => name);
}

function textOf(changes: Changes): string {
  return bottlenecksOf(sampleVerdict('pass', { ...fast, ...changes })).join('\n');
}

function withKernel(changes: Partial<KernelResources>): Changes {
  return { kernels: [{ ...kernel!, ...changes }] };
}

describe('bottlenecksOf', () => {
  it('finds none in a kernel that is close to the roofline, and none in what is no pass', () => {
    assert.deepEqual(namesOf({}), []);
    assert.deepEqual(bottlenecksOf(sampleVerdict('incorrect')), []);
    assert.deepEqual(bottlenecksOf(passIn(null)), []);
  });

  it('has one line for each, without a hole', () => {
    const everything = textOf({
      kernels: [{ ...kernel!, local: 64, occupancy: 0.1, blocks: 1200, waves: 1.1 }, kernel!],
      counters: [
        sampleCounters({
          globalLoadRequests: 100,
          globalLoadBytes: 12_800,
          globalLoadSectors: 3200,
          warpInstructions: 90,
        }),
        sampleCounters({ sharedLoadRequests: 100, sharedLoadBytes: 12_800, sharedBankConflicts: 300 }),
      ],
      roofline: { ...roofline!, share: 0.1, boundBy: 'arithmetic' },
    }).split('\n');
    assert.equal(everything.length, 8);
    for (const line of everything) {
      assert.match(line, /^[A-Z].*\.$/);
      assert.doesNotMatch(line, /undefined|NaN|\{\{|\[object| {2}/);
    }
  });

  it('puts what is cheap to mend and costs much first', () => {
    const names = namesOf({
      kernels: [{ ...kernel!, local: 64, occupancy: 0.1, blocks: 1200, waves: 1.1 }, kernel!],
      counters: [sampleCounters({ globalLoadRequests: 100, globalLoadBytes: 12_800, globalLoadSectors: 3200 })],
      roofline: { ...roofline!, share: 0.2 },
    });
    assert.deepEqual(names, ['coalescing', 'spills', 'launches', 'memory', 'tail', 'occupancy', 'latency']);
    const timing = { ...sampleVerdict('pass').timing!, medianMs: 0.004 };
    assert.equal(namesOf({ timing, ...withKernel({ local: 8 }) })[0], 'launch_bound');
  });

  it('names loads or stores that touch more than twice the sectors they need, of the launch with the most', () => {
    const requests = { globalLoadRequests: 100, globalLoadBytes: 12_800 };
    const twice = sampleCounters({ ...requests, globalLoadSectors: 800 });
    assert.deepEqual(namesOf({ counters: [twice] }), []);
    const loads = sampleCounters({ kernel: 'read', ...requests, globalLoadSectors: 900 });
    const stores = sampleCounters({
      kernel: 'write',
      globalStoreRequests: 100,
      globalStoreBytes: 3200,
      globalStoreSectors: 3200,
    });
    const text = textOf({ counters: [loads, stores], counted: { case: 'small', dims: { N: 77 } } });
    assert.match(text, /global stores of `write` touch 32 sectors of 32 bytes a request where 1 would do/);
    assert.match(text, /\(counted on the simulator at case small\)/);
    assert.match(textOf({ counters: [loads] }), /global loads of `read` touch 9 sectors of 32 bytes a request where 4/);
    // A handful of requests says nothing.
    const few = { globalLoadRequests: 7, globalLoadBytes: 28, globalLoadSectors: 224 };
    assert.deepEqual(namesOf({ counters: [sampleCounters(few)] }), []);
  });

  it('names bank conflicts beyond 1.2 passes where one would do, and knows that wide accesses need several', () => {
    const wide = { sharedLoadRequests: 100, sharedLoadBytes: 51_200 };
    assert.deepEqual(namesOf({ counters: [sampleCounters({ ...wide, sharedBankConflicts: 80 })] }), []);
    const text = textOf({ device: simulator, counters: [sampleCounters({ ...wide, sharedBankConflicts: 400 })] });
    assert.match(
      text,
      /a request of `scale` to shared memory takes 8 passes where 4 would do \(counted at case full\)/,
    );
  });

  it('names the launch that does most of the work among several', () => {
    const counters = [
      sampleCounters({ warpInstructions: 10 }),
      sampleCounters({ kernel: 'long', warpInstructions: 90 }),
    ];
    const text = textOf({ kernels: [kernel!, { ...kernel!, kernel: 'long' }], counters });
    assert.match(text, /2 launches: .*`long` executes 90% of all their instructions/);
    const even = counters.map((launch) => ({ ...launch, warpInstructions: 50 }));
    assert.doesNotMatch(textOf({ kernels: [kernel!, kernel!], counters: even }), /executes/);
  });

  it('does not know how far a kernel with fewer operations than the usual ones is from its limit', () => {
    const far = { ...roofline!, share: 0.1 };
    assert.deepEqual(namesOf({ roofline: far }), ['memory', 'latency']);
    assert.deepEqual(namesOf({ roofline: { ...far, usualMs: 2 } }), []);
  });

  it('says when no tensor core was used by a kernel that arithmetic limits', () => {
    const bound = { roofline: { ...roofline!, share: 0.5, boundBy: 'arithmetic' as const } };
    assert.doesNotMatch(textOf(bound), /No tensor core/);
    assert.match(textOf({ ...bound, counters: [sampleCounters()] }), /Arithmetic: you are at 50% .* No tensor core/);
    assert.doesNotMatch(textOf({ ...bound, counters: [sampleCounters({ matrix: 1 })] }), /No tensor core/);
  });

  it('tells a long tail from a device without enough blocks, and both from waves that are full', () => {
    // 132 multiprocessors with 8 blocks each hold 1056.
    const at = (blocks: number): Changes => withKernel({ blocks, waves: blocks / 1056 });
    assert.match(
      textOf(at(1162)),
      /the 1162 blocks of `scale` fill the device 1\.1 times, so that 90% of the last wave is empty/,
    );
    assert.match(textOf(at(33)), /the 33 blocks of `scale` leave 75% of the multiprocessors without any/);
    for (const blocks of [1056, 2112, 132, 600, 20 * 1056 + 1]) assert.deepEqual(namesOf(at(blocks)), [], `${blocks}`);
  });

  it('names spills and few warps by their kernel, and latency far from every limit', () => {
    assert.match(textOf(withKernel({ local: 48 })), /48 bytes per thread in `scale`/);
    assert.match(textOf(withKernel({ occupancy: 0.12 })), /`scale` fills 12% of the warps/);
    assert.deepEqual(namesOf({ roofline: { ...roofline!, share: 0.29 } }), ['memory', 'latency']);
  });
});
