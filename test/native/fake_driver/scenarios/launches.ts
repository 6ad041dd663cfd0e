/** Launches of every kind, for what the driver gets of them. */
import type { Command, Launch, TensorMapFields } from '../../../../lib/native/types.js';
import { failure, launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { kernel, buffer } = await loaded(device);
const mapped = await (await device.loadModule(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46]))).kernel('mapped');
const run = (launch: Partial<Launch>, of = kernel): Promise<number[]> => {
  const commands: Command[] = [{ op: 'launch', ...launchOf(of, buffer, launch) }];
  return device.run({ commands, deadlineMs: 10_000, hold: false });
};
await run({ grid: [2, 3, 4], block: [8, 4, 2], sharedBytes: 1024 });
await run({ cluster: [2, 1, 1], grid: [4, 1, 1] });
await run({ cooperative: true, cluster: [16, 1, 1], grid: [16, 1, 1] });
await run({ sharedBytes: 200_000 });

const fields: TensorMapFields = {
  type: 7,
  shape: [64],
  stridesBytes: [],
  box: [16],
  elementStrides: [1],
  interleave: 0,
  swizzle: 0,
  l2Promotion: 0,
  fill: 0,
};
const map = (changes: Partial<TensorMapFields>): Promise<unknown> =>
  failure(() => run({ arguments: [{ tensorMap: { ...fields, ...changes }, buffer }] }, mapped));
report({
  parameterBytes: [kernel.parameterBytes, mapped.parameterBytes],
  resources: await kernel.resources({ threadsPerBlock: 128, dynamicShared: 0 }),
  refusals: {
    missing: await failure(async () =>
      (await device.loadModule(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46]))).kernel('missing'),
    ),
    noImage: await failure(() => device.loadModule(new Uint8Array(16))),
    fits: await map({}),
    matrix: await map({ shape: [8, 8], stridesBytes: [32], box: [8, 8], elementStrides: [1, 1] }),
    tooLong: await map({ shape: [65] }),
    tooManyRows: await map({ shape: [8, 9], stridesBytes: [32], box: [8, 8], elementStrides: [1, 1] }),
    refusedBox: await map({ box: [257] }),
    unknownType: await map({ type: 99 }),
    wrongRank: await map({ box: [1, 1] }),
  },
});
