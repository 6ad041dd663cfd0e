/** What `warpsmith doctor` finds of GPUs: their clocks, and what they were measured to do. */
import { WarpsmithError } from '../errors.js';
import type { Driver } from '../native/types.js';
import { ceilingsText, telemetryText } from '../report/device_text.js';

async function eachDevice(work: (driver: Driver, ordinal: number) => Promise<string>): Promise<string> {
  const { openDriver } = await import('../native/open.js');
  const driver = await openDriver();
  const texts: string[] = [];
  for (let i = 0; i < driver.deviceCount; i++) texts.push(`cuda:${i} ${await work(driver, i)}`);
  return texts.join('\n');
}

/** Rejects with `native` where there is no NVML. */
export async function examineClocks(): Promise<string> {
  const { lookAtGpu } = await import('../verify/telemetry/telemetry.js');
  return eachDevice(async (driver, i) => telemetryText(await lookAtGpu(driver.facts(i))));
}

/** @param measure anew, which takes some seconds and each GPU to itself. */
export async function examineCeilings(measure: boolean): Promise<string> {
  if (measure) return eachDevice((_, i) => measureDevice(i));
  const { readCeilings } = await import('../verify/roofline/ceilings_cache.js');
  const { driverVersion } = await import('../native/open.js');
  return eachDevice((driver, i) => {
    const { uuid, name } = driver.facts(i);
    const ceilings = readCeilings({ uuid, name, driver: driverVersion() });
    const not = 'not measured yet: `warpsmith doctor --measure` does it, or the first candidate that is timed';
    return Promise.resolve(ceilings ? ceilingsText(ceilings) : not);
  });
}

async function measureDevice(ordinal: number): Promise<string> {
  const { openCompiler } = await import('../native/open.js');
  const { CompileService } = await import('../verify/compile/compile_service.js');
  const { Gpu } = await import('../verify/gpu.js');
  const { measureAndKeep } = await import('../verify/roofline/ceilings.js');
  const { compiler } = await openCompiler();
  const gpu = await Gpu.open(`cuda:${ordinal}`, new CompileService(compiler));
  const { ceilings, warnings } = await measureAndKeep(gpu);
  if (warnings.length === 0) return ceilingsText(ceilings);
  throw new WarpsmithError(
    'native',
    `measured, but not kept, because the GPU was not at its best: ${warnings.join(' ')}\n${ceilingsText(ceilings)}`,
  );
}
