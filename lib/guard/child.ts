/**
 * A guarded engine's process: judges what it is sent, one call at a time on the device, and says when it is spent. It
 * never ends by itself but with its parent, and is ended without ceremony: behind a hung kernel an orderly end would wait
 * for ever.
 */
import { WarpsmithError, hasCode } from '../errors.js';
import { addon } from '../native/load_addon.js';
import { Engine, lostBefore } from '../verify/engine.js';
import { verifyKernel } from '../verify/verify_kernel.js';
import type { CallResult, EngineDescription, Report, Request, Settled } from './messages.js';
import { unpackTensors } from './packed_tensors.js';
import { plainError } from './plain_error.js';
import { traceLaunches } from './trace.js';
import { warmUp } from './warm_up.js';

let engine: Engine | null = null;
const running = new Map<number, { controller: AbortController; release: () => void }>();
/** The call that has the device. */
let onDevice: number | null = null;

function tell(report: Report): void {
  // A parent that is gone hears nothing, and its end is ours.
  if (process.connected) process.send?.(report);
}

function describe({ device, gpu, unavailable, architecture, compiler }: Engine): EngineDescription {
  return {
    device: device && {
      kind: device.kind,
      id: device.id,
      name: device.name,
      record: device.record,
      facts: gpu?.facts ?? null,
      driver: device.record.driver,
    },
    unavailable,
    architecture,
    compiler: { version: compiler.version, options: compiler.optionsFor(architecture) },
  };
}

async function open({ device, recent, traced, diskCacheBytes }: Request & { type: 'open' }): Promise<void> {
  try {
    const opened = await Engine.open({ device, ...(diskCacheBytes === undefined ? {} : { diskCacheBytes }) });
    if (traced && opened.gpu) {
      traceLaunches(opened.gpu, (event) => {
        if (onDevice !== null) tell({ type: 'traced', call: onDevice, event, ns: process.hrtime.bigint() });
      });
    }
    engine = opened;
    tell({ type: 'opened', description: describe(opened) });
    if (!recent) return;
    await warmUp(opened, recent);
    const { lost } = opened.device ?? { lost: null };
    if (lost !== null) throw new WarpsmithError('device-lost', `The GPU was lost while a process warmed up: ${lost}`);
    tell({ type: 'warm' });
  } catch (error) {
    tell({ type: 'failed', error: plainError(error) });
  }
}

function whySpent({ device, compiler }: Engine): Settled['spent'] {
  if (device?.lost) return 'lost';
  return compiler.abandoned > 0 ? 'abandoned' : null;
}

async function verify(opened: Engine, request: Request & { type: 'verify' }): Promise<void> {
  const { call, source, inputs, options } = request;
  const controller = new AbortController();
  let release = (): void => undefined;
  const released = request.held ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();
  controller.signal.addEventListener('abort', () => release());
  running.set(call, { controller, release });
  const heard = opened.heardBy({
    waits: () => tell({ type: 'turn', call, turn: 'waits' }),
    begins: async () => {
      await released;
      onDevice = call;
      tell({ type: 'turn', call, turn: 'begins' });
    },
  });
  const settle = (result: CallResult): void => {
    running.delete(call);
    if (onDevice === call) onDevice = null;
    tell({ type: 'settled', call, result, spent: whySpent(opened) });
  };
  try {
    const verdict = await verifyKernel(source, 'problem' in inputs ? inputs : unpackTensors(inputs), {
      ...options,
      engine: heard,
      signal: controller.signal,
      onProgress: (progress) => tell({ type: 'progress', call, progress }),
    });
    settle({ kind: 'verdict', verdict });
  } catch (error) {
    // Neither had begun with the candidate.
    const lost = hasCode(error, 'device-lost') && error.detail === lostBefore;
    const displaced = lost || hasCode(error, 'compiler-stuck');
    settle(displaced ? { kind: 'displaced' } : { kind: 'error', error: plainError(error) });
  }
}

async function leave(): Promise<void> {
  await engine?.close();
  process.kill(process.pid, 'SIGKILL');
}

process.on('message', (request: Request) => {
  if (request.type === 'open') void open(request);
  if (request.type === 'prepare-headers') engine?.prepareHeaders();
  if (request.type === 'ping') tell({ type: 'pong' });
  if (request.type === 'leave') void leave();
  if (request.type === 'abort') running.get(request.call)?.controller.abort();
  if (request.type === 'release') running.get(request.call)?.release();
  if (request.type === 'verify' && engine) void verify(engine, request);
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A terminal sends these to the whole group; what they mean is for the parent to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
addon.endWithParent({ parent: Number(process.argv[2]) });
tell({ type: 'loaded' });
