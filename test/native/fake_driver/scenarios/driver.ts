/** What the driver and its devices tell. */
import { openDriver } from '../../../../lib/native/open.js';
import { failure, report } from './sample.js';

const driver = await openDriver();
report({
  again: (await openDriver()) === driver,
  cudaVersion: driver.cudaVersion,
  deviceCount: driver.deviceCount,
  facts: driver.facts(0),
  factsOfNone: await failure(() => driver.facts(1)),
  factsOfText: await failure(() => driver.facts('0' as unknown as number)),
  deviceOfNone: await failure(() => driver.openDevice(1)),
  memory: await (await driver.openDevice(0)).memory(),
  lost: (await driver.openDevice(0)).lost,
});
