import assert from 'node:assert/strict';
import type { Buffer, Command, Kernel, Launch } from '../../../lib/native/types.js';
import { ownLaunch } from '../../../lib/verify/own_launch.js';
import { launchPhases, throughAllPhases } from '../../../lib/verify/time/phases.js';

const launch: Launch = ownLaunch({} as Kernel, 1, []);
const spare: Command = { op: 'launch', ...launch, grid: [7, 1, 1] };
const set: Command = { op: 'set', buffer: {} as Buffer, offset: 0, bytes: 4, value: 0 };

/** Where the launches of each of `runs` runs begin, when each launch moves on by one. */
function phasesOf(commands: readonly Command[], timed: number, runs: number): Set<number> {
  const each = commands.filter(({ op }) => op !== 'timed').length + timed;
  return new Set(Array.from({ length: runs }, (_, run) => (run * each) % launchPhases));
}

describe('throughAllPhases', () => {
  for (const others of [0, 1, 2, 5, 6]) {
    for (const timed of [1, 2, 3, 8]) {
      it(`has a run from every place in eight of ${others} other and ${timed} timed launches`, () => {
        const own: Command[] = Array.from({ length: others }, (_, i) => (i % 2 ? set : { op: 'launch', ...launch }));
        const run: Command[] = [...own, { op: 'timed', launches: Array<Launch>(timed).fill(launch) }];
        const changed = throughAllPhases(run, timed, spare);
        assert.deepEqual(changed.slice(-run.length), run);
        assert.equal(phasesOf(changed, timed, launchPhases).size, launchPhases);
        const added = changed.length - run.length;
        assert(added === 0 || (added === 1 && changed[0] === spare), `${added} commands more`);
      });
    }
  }

  it('leaves alone what has all of them by itself', () => {
    assert.deepEqual(throughAllPhases([set, { op: 'timed', launches: [launch, launch] }], 2, spare), [
      set,
      { op: 'timed', launches: [launch, launch] },
    ]);
  });
});
