/** Launches that the driver keeps as one; and lines of the L2 that are to stay there. */
import { failure, launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { module, kernel, buffer } = await loaded(device);
const first = launchOf(kernel, buffer);
const second = launchOf(kernel, buffer, { grid: [2, 1, 1], cluster: [2, 1, 1], sharedBytes: 100_000 });
const graph = await device.graph({ launches: [first, second, first] });
const run = (hold: boolean): Promise<number[]> =>
  device.run({
    commands: [
      { op: 'timed', graph },
      { op: 'timed', launches: [first] },
    ],
    deadlineMs: 10_000,
    hold,
  });
const times = [await run(false), await run(true)];

const refused = launchOf(await module.kernel('refuse_k'), buffer);
const uncapturable = launchOf(await module.kernel('uncapturable_k'), buffer);
const failures = {
  refused: await failure(() => device.graph({ launches: [first, refused] })),
  uncapturable: await failure(() => device.graph({ launches: [uncapturable] })),
  wrongArguments: await failure(() => device.graph({ launches: [{ ...first, arguments: [] }] })),
  noGraph: await failure(() =>
    device.run({ commands: [{ op: 'timed', graph: buffer }], deadlineMs: 10_000, hold: false }),
  ),
  after: await failure(() => device.graph({ launches: [first] })),
};

// The graph keeps what it needs.
kernel.free();
module.unload();
const later = await device.run({ commands: [{ op: 'timed', graph }], deadlineMs: 10_000, hold: false });
graph.free();
graph.free();
const freed = await failure(() => device.run({ commands: [{ op: 'timed', graph }], deadlineMs: 10_000, hold: false }));
report({ times, failures: { ...failures, freed }, later });
