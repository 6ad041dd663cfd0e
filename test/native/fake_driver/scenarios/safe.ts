/** The rung `safe` over reports of every kind, one candidate after another, and what is held afterwards. */
import { Engine } from '../../../../lib/verify/engine.js';
import type { VerifyOptions } from '../../../../lib/verify/options.js';
import { type Verdict, verdictSchema } from '../../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { type fakeSites, siteNumber, useFakePass } from '../fake_pass.js';
import { candidate, gpuOf, report, tensors } from './sample.js';

useFakePass();
const engine = await Engine.open({ device: 'cuda:0' });
const { native: device } = gpuOf(engine);

/** A record for FAKE_CUDA_RECORDS. */
function record(
  mode: 'screen' | 'precise',
  site: keyof typeof fakeSites,
  address: string,
  { extra = 0, block = '0,0,0', thread = '0,0,0' }: { extra?: number; block?: string; thread?: string } = {},
): string {
  return `${mode} k ${siteNumber(site)} ${address} ${extra} ${block} ${thread}`;
}

const progress: string[] = [];

async function verify(records: string[], options: VerifyOptions = {}, source = candidate('k')): Promise<Verdict> {
  process.env.FAKE_CUDA_RECORDS = records.join(';');
  return verdictSchema.parse(
    await verifyKernel(source, tensors, { engine, trials: 2, time: false, seed: 5, ...options }),
  );
}

const right = await verify([], { onProgress: ({ rung, trial }) => progress.push(`${rung} ${trial ?? ''}`.trim()) });
const { free } = await device.memory();
const verdicts: Record<string, Verdict> = {
  falseAlarm: await verify([record('screen', 'suspicion', 'arg0+256')]),
  outOfBounds: await verify([
    record('screen', 'suspicion', 'arg1+256'),
    record('precise', 'writeY', 'arg1+260', { block: '1,0,0', thread: '1,0,0' }),
    record('precise', 'writeY', 'arg1+256', { block: '0,1,0' }),
    record('precise', 'writeY', 'arg1+264', { block: '1,0,0', thread: '2,0,0' }),
  ]),
  writeToInput: await verify([record('screen', 'suspicion', 'arg0'), record('precise', 'writeX', 'arg0+8')]),
  misaligned: await verify([record('screen', 'suspicion', 'arg0'), record('precise', 'readX', 'arg0+2')]),
  nullPointer: await verify([record('screen', 'suspicion', '16'), record('precise', 'readAnywhere', '16')]),
  shared: await verify([record('screen', 'suspicion', '300'), record('precise', 'readShared', '300', { extra: 44 })]),
  deadline: await verify([record('screen', 'deadline', '0')], { deadlineMs: 300 }),
  barrier: await verify([record('screen', 'barrier', '0')], { deadlineMs: 300 }),
  trap: await verify([record('screen', 'trap', '0')]),
  heap: await verify([record('screen', 'heap', '0')]),
  many: await verify(
    Array.from({ length: 300 }, (_, i) =>
      record('screen', 'trap', '0', { thread: `${i % 256},${Math.floor(i / 256)},0` }),
    ),
  ),
  unchecked: await verify([], {}, `${candidate('k')}__device__ int partly;`),
  uncompilable: await verify([], {}, `${candidate('k')}__device__ int uncompilable;`),
  cooperative: await verify([], {}, candidate('refuse_k', ', cooperative: true')),
  refused: await verify([], {}, candidate('refuse_k')),
  trusted: await verify([record('screen', 'trap', '0')], { safe: false }),
};
report({ right, progress, verdicts, lost: device.lost, free: [free, (await device.memory()).free] });
