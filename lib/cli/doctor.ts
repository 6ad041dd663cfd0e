/** `warpsmith doctor`: what is found, what is missing, what to do. */
import { WarpsmithError, messageOf } from '../errors.js';
import { digits } from '../format/quantities.js';
import { cacheFolder } from '../native/cache_folder.js';
import { packagePath, packageVersion } from '../package_root.js';
import { peakBandwidth } from '../verify/roofline/peaks.js';
import type { Console } from './console.js';
import { examineCeilings, examineClocks } from './doctor_gpu.js';
import { exitCodes } from './exit_codes.js';

interface Finding {
  what: string;
  ok: boolean;
  found: string;
}

/** Runs one check; what it throws is its finding. */
async function check(what: string, look: () => string | Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, found: await look() };
  } catch (error) {
    return { what, ok: false, found: messageOf(error) };
  }
}

async function examineCompiler(): Promise<string> {
  const { openCompiler } = await import('../native/open.js');
  const { CompileService } = await import('../verify/compile/compile_service.js');
  const { compiler, place } = await openCompiler();
  const source =
    '#include <cuda_fp16.h>\n__global__ void probe(const __half* x, float* y) { y[0] = __half2float(x[0]); }\n';
  const request = { source, kernels: ['probe'], architecture: 'sm_90a', deadlineMs: 60_000 };
  const result = await new CompileService(compiler).compile(request);
  if (result.kind !== 'compiled') {
    const log = result.kind === 'errors' ? result.log : '';
    throw new WarpsmithError('no-compiler', `NVRTC ${compiler.version} does not compile for sm_90a:\n${log}`);
  }
  return `NVRTC ${compiler.version} (${place.library}), headers in ${place.includes.join(', ')}`;
}

async function examineCache(): Promise<string> {
  const { DiskCache } = await import('../verify/disk_cache/disk_cache.js');
  const cache = DiskCache.open();
  if (!cache.isOn) return `${cacheFolder()}; what is compiled is not kept there`;
  const { entries, bytes } = await cache.usage();
  const [taken, most] = [bytes, cache.limitBytes].map((size) => `${digits(size / 2 ** 20, 3)} MiB`);
  return `${cacheFolder()}; ${entries} compiled programs take ${taken} of ${most}`;
}

async function examineDevices(): Promise<string> {
  const { driverVersion, openDriver } = await import('../native/open.js');
  const driver = await openDriver();
  if (driver.deviceCount === 0) throw new WarpsmithError('no-device', 'The driver works but shows no GPU.');
  const cuda = `${Math.floor(driver.cudaVersion / 1000)}.${(driver.cudaVersion % 1000) / 10}`;
  const devices = Array.from({ length: driver.deviceCount }, (_, i) => {
    const facts = driver.facts(i);
    const memory = `${digits(facts.totalMemory / 2 ** 30, 3)} GiB`;
    const bandwidth = peakBandwidth(facts);
    const peak = bandwidth === null ? 'memory of an unknown speed' : `${digits(bandwidth / 1e9)} GB/s`;
    return `cuda:${i} ${facts.name} (compute ${facts.computeMajor}.${facts.computeMinor}, ${facts.multiprocessors} multiprocessors, ${memory}, ${peak})`;
  });
  return `driver ${driverVersion()}, CUDA ${cuda}: ${devices.join('; ')}`;
}

async function examineSimulator(): Promise<string> {
  const { addon } = await import('../native/load_addon.js');
  const { simulatorOptions } = await import('../verify/simulator.js');
  const { workers, memoryBytes } = simulatorOptions();
  await addon.openSimulator({ workers, memoryBytes }).run({ commands: [], deadlineMs: 10_000 });
  const memory = `${digits(memoryBytes / 2 ** 30, 3)} GiB`;
  return `sim with ${workers} ${workers === 1 ? 'worker' : 'workers'} and ${memory}: executes and checks, does not time`;
}

/** Nobody misses these where there is no GPU; without them verdicts say less, and nothing fails. */
const extras = ['clocks', 'ceilings'];

/** @param measure what the GPUs can do at best, anew. */
export async function runDoctor(console: Console, { measure = false }: { measure?: boolean } = {}): Promise<number> {
  console.progress('looking around');
  const findings = [
    await check('warpsmith', () => `${packageVersion()} in ${packagePath()}`),
    await check('node', () => `${process.version} ${process.platform} ${process.arch}`),
    await check('cache', examineCache),
    await check('addon', async () => {
      await import('../native/load_addon.js');
      return 'build/Release/warpsmith.node loads';
    }),
    await check('compiler', examineCompiler),
    await check('gpu', examineDevices),
    await check('simulator', examineSimulator),
  ];
  if (findings.some(({ what, ok }) => what === 'gpu' && ok)) {
    if (measure) console.progress('measuring');
    findings.push(await check('clocks', examineClocks), await check('ceilings', () => examineCeilings(measure)));
  }
  const has = (what: string): boolean => findings.some((finding) => finding.what === what && finding.ok);
  const auto = has('gpu') ? 'cuda:0' : has('simulator') ? 'sim' : null;
  // Without a GPU the simulator does all but timing.
  const optional = ['gpu', 'simulator', ...extras];
  const healthy = auto !== null && findings.every(({ what, ok }) => ok || optional.includes(what));
  console.document({ healthy, auto, findings });
  for (const { what, ok, found } of findings) {
    const absent = healthy ? console.colours.yellow : console.colours.red;
    const mark = ok ? console.colours.green('ok     ') : absent('missing');
    console.say(`${mark} ${what.padEnd(9)} ${found.replaceAll('\n', '\n                  ')}`);
  }
  const missing = findings.filter(({ ok }) => !ok).map(({ what }) => what);
  if (auto) console.say(`--device auto takes ${auto}${auto === 'sim' ? ', the simulator: there is no GPU' : ''}.`);
  if (missing.length === 0) console.say('Everything is there.');
  else if (healthy && has('gpu')) console.say(`Everything needed is there, but not: ${missing.join(', ')}.`);
  else if (healthy) console.say('Everything but timing works. See above for what a GPU needs.');
  else console.say(`Missing: ${missing.join(', ')}. See above for what to do.`);
  return healthy ? exitCodes.pass : exitCodes.device;
}
