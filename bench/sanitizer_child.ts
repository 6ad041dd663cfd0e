/**
 * Runs corpus files once each, one after another, for compute-sanitizer to look on. Buffers have exactly the size of
 * their tensors; inputs and filled workspaces are uploaded, and nothing else is ever written.
 * Arguments: folder of compiled files (see sanitizer.ts), deadline in ms, then names such as "faulty/race-reduction".
 */
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { limitsOf } from '../lib/candidate/limits.js';
import { type Plan, resolvePlan } from '../lib/candidate/plan.js';
import { hasCode, messageOf } from '../lib/errors.js';
import { dtypes } from '../lib/format/dtype.js';
import type { PlanHeader } from '../lib/format/schema.js';
import type { TensorSpec } from '../lib/format/tensor_spec.js';
import { addon } from '../lib/native/load_addon.js';
import { openDriver } from '../lib/native/open.js';
import type { Argument, Buffer, Command, Device, Launch, TypedArray } from '../lib/native/types.js';
import { packagePath } from '../lib/package_root.js';
import { generatePlan } from '../lib/problem/fill_plan.js';
import { type LoadedProblem, atCase, fullCase, loadProblem, referencePlanHeader } from '../lib/problem/problem.js';
import { Allocations } from '../lib/verify/allocations.js';
import { type BoundArgument, bindArguments } from '../lib/verify/bind_arguments.js';
import type { CompiledSource } from '../lib/verify/compile/compile_request.js';
import { type ChildOutcome, type CompiledFile, beginMark, endMark } from './sanitizer_process.js';

function say(text: string): void {
  // Not buffered: the sanitizer prints to the same pipe.
  writeSync(1, `${text}\n`);
}

interface ToRun {
  compiled: CompiledSource;
  problem: LoadedProblem;
  plan: PlanHeader;
}

function readCompiled(folder: string, name: string): ToRun {
  const file = JSON.parse(readFileSync(join(folder, `${name.replaceAll('/', '-')}.json`), 'utf8')) as CompiledFile;
  const where = file.problem ?? { path: ['test', 'sim', `${name}.cu`], case: fullCase };
  const problem = loadProblem(packagePath(...where.path));
  const compiled: CompiledSource = {
    cubin: new Uint8Array(globalThis.Buffer.from(file.cubin, 'base64')),
    ptx: '',
    kernels: new Map(file.kernels),
  };
  return { compiled, problem: atCase(problem, where.case), plan: file.plan ?? referencePlanHeader(problem) };
}

/** The tensor's values on the host, in memory that the GPU may read from. */
function generated(tensor: TensorSpec, stream: number): TypedArray {
  const { array } = dtypes[tensor.dtype];
  const values = new array(new SharedArrayBuffer(tensor.bytes), 0, tensor.count);
  if (tensor.fill) addon.generate(values, generatePlan(tensor.dtype, tensor.fill, stream, 1));
  return values;
}

async function allocate(
  tensors: readonly { tensor: TensorSpec; stream: number }[],
  allocations: Allocations,
): Promise<{ buffers: Map<string, Buffer>; uploads: Command[] }> {
  const buffers = new Map<string, Buffer>();
  const uploads: Command[] = [];
  for (const { tensor, stream } of tensors) {
    const buffer = await allocations.buffer(tensor.bytes);
    buffers.set(tensor.name, buffer);
    if (tensor.fill) uploads.push({ op: 'upload', buffer, offset: 0, array: generated(tensor, stream) });
  }
  return { buffers, uploads };
}

function toArgument(argument: BoundArgument, plan: Plan, buffers: ReadonlyMap<string, Buffer>): Argument {
  if (argument.kind === 'scalar') return { bytes: argument.bytes };
  const map = argument.kind === 'tensorMap' ? plan.tensorMaps.find(({ name }) => name === argument.name) : undefined;
  const buffer = buffers.get(map?.tensor ?? argument.name);
  if (!buffer) throw new Error(`Expected a buffer for "${argument.name}".`);
  return map ? { tensorMap: map.fields, buffer } : { buffer, offset: 0 };
}

/** Resolves with the GPU's milliseconds. */
async function runFile(
  device: Device,
  { compiled, problem, plan: header }: ToRun,
  deadlineMs: number,
): Promise<number> {
  const { contract } = problem;
  const { plan, problems } = resolvePlan(header, contract, limitsOf(null));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const bound = bindArguments(plan, compiled);
  if ('problems' in bound) throw new Error(JSON.stringify(bound.problems));
  const allocations = new Allocations(device);
  try {
    const tensors = [
      ...contract.inputs.map((tensor, stream) => ({ tensor, stream })),
      ...contract.outputs.map((tensor) => ({ tensor: { ...tensor, fill: null }, stream: 0 })),
      ...plan.workspaces.map((tensor, i) => ({ tensor, stream: 1000 + i })),
    ];
    const { buffers, uploads } = await allocate(tensors, allocations);
    const module = await allocations.module(compiled.cubin);
    const launches: Launch[] = [];
    for (const [i, launch] of plan.launches.entries()) {
      const symbol = compiled.kernels.get(launch.kernel)?.symbol ?? launch.kernel;
      const kernel = await allocations.kernel(module, symbol);
      const args = (bound.launches[i] ?? []).map((argument) => toArgument(argument, plan, buffers));
      const { grid, block, cluster, sharedBytes, cooperative } = launch;
      launches.push({ kernel, grid, block, cluster, sharedBytes, cooperative, arguments: args });
    }
    await device.run({ commands: uploads, deadlineMs, hold: false });
    let gpuMs = 0;
    // One by one: a tool that stops a kernel reports it at the call that waits for it.
    for (const launch of launches) {
      const [ms = 0] = await device.run({ commands: [{ op: 'timed', launches: [launch] }], deadlineMs, hold: false });
      gpuMs += ms;
    }
    return gpuMs;
  } finally {
    // After a fault the driver refuses even this, and the process is about to end.
    if (device.lost === null) allocations.release();
  }
}

function outcomeOf(error: unknown): ChildOutcome {
  if (hasCode(error, 'device-lost')) {
    const detail = error.detail ?? error.message;
    return { outcome: detail === 'DEADLINE' ? 'hang' : 'fault', detail };
  }
  return { outcome: 'refused', detail: messageOf(error) };
}

async function main(): Promise<void> {
  const [folder = '', deadline = '10000', ...names] = process.argv.slice(2);
  const driver = await openDriver();
  const device = await driver.openDevice(0);
  for (const name of names) {
    say(`${beginMark}${name}`);
    let outcome: ChildOutcome = { outcome: 'ran', detail: '' };
    try {
      outcome.gpuMs = await runFile(device, readCompiled(folder, name), Number(deadline));
    } catch (error) {
      outcome = outcomeOf(error);
    }
    say(`${endMark}${name} ${JSON.stringify(outcome)}`);
    if (device.lost !== null) break;
  }
}

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 3;
}
