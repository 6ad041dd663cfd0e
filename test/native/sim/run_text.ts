import { addon } from '../../../lib/native/load_addon.js';
import type { Command, Launch, SimulatedDevice, SimulatedRun } from '../../../lib/native/types.js';

/** Limits of a run, and of the launch. */
export interface TextOptions {
  grid?: Launch['grid'];
  block?: Launch['block'];
  cluster?: Launch['cluster'];
  sharedBytes?: number;
  deadlineMs?: number;
  instructionBudget?: number;
}

const bufferBytes = 1024;

/**
 * Loads PTX and runs its kernel `kernel`, guarded. Parameters of 8 bytes are buffers of 1 KB, the first only to be read;
 * others are bytes.
 */
export async function runText(
  device: SimulatedDevice,
  text: string | Uint8Array,
  options: TextOptions = {},
): Promise<SimulatedRun> {
  const module = await device.loadModule(typeof text === 'string' ? new TextEncoder().encode(text) : text);
  const kernel = await module.kernel('kernel');
  const args: Launch['arguments'] = [];
  const guard: NonNullable<Launch['guard']> = [];
  const commands: Command[] = [];
  for (const bytes of kernel.parameterBytes) {
    if (bytes !== 8) {
      args.push({ bytes: new Uint8Array(bytes).fill(3) });
      continue;
    }
    const buffer = await device.allocate({ bytes: bufferBytes });
    const writable = guard.length > 0;
    if (!writable) commands.push({ op: 'set', buffer, offset: 0, bytes: bufferBytes, value: 3 });
    args.push({ buffer, offset: 0 });
    guard.push({ name: writable ? 'out' : 'in', buffer, writable });
  }
  commands.push({
    op: 'launch',
    kernel,
    grid: options.grid ?? [2, 1, 1],
    block: options.block ?? [40, 1, 1],
    cluster: options.cluster ?? null,
    sharedBytes: options.sharedBytes ?? 0,
    cooperative: false,
    arguments: args,
    guard,
  });
  const { deadlineMs = 2000, instructionBudget = 2000 } = options;
  return device.run({ commands, deadlineMs, instructionBudget });
}

export function openSmallDevice(): SimulatedDevice {
  return addon.openSimulator({ memoryBytes: 64 << 20, workers: 1 });
}
