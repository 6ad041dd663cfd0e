/** What the prompt says of a problem and of a device. */
import { rangeText, rangesOf } from '../format/dim_ranges.js';
import type { DeviceFacts as NativeDeviceFacts } from '../native/types.js';
import { domainOf } from '../problem/families/domain.js';
import { type Problem, atCase, fullCase } from '../problem/problem.js';
import { peakBandwidth } from '../verify/roofline/peaks.js';
import type { DeviceFacts, ModuleFacts, TaskFacts, TensorFacts } from './task.js';

function tensors(group: Problem['header']['inputs']): TensorFacts[] {
  return Object.entries(group).map(([name, { type, shape }]) => ({ name, dtype: type, shape: shape.map(String) }));
}

function deviceFacts(facts: NativeDeviceFacts): DeviceFacts {
  return {
    name: facts.name,
    computeCapability: `${facts.computeMajor}.${facts.computeMinor}`,
    multiprocessors: facts.multiprocessors,
    sharedPerBlock: facts.maxSharedPerBlock,
    l2Bytes: facts.l2Bytes,
    peakGBs: (peakBandwidth(facts) ?? 0) / 1e9,
  };
}

function moduleFacts(problem: Problem): ModuleFacts | null {
  const { torch } = problem;
  if (!torch) return null;
  const { inputs, constants } = atCase(problem).contract;
  const free = new Map(inputs.map((input) => [input.name, domainOf(input).kind === 'any']));
  const origins = Object.entries(torch.origins)
    .filter(([name]) => free.has(name) || name in constants)
    .map(([name, origin]) => ({ name, ...origin, any: free.get(name) ?? null }));
  return { model: torch.model, precision: torch.precision, origins };
}

/** @param device the GPU that candidates run on, the simulator, or null when they are compiled only. */
export function taskFactsOf(problem: Problem, device: NativeDeviceFacts | 'simulator' | null): TaskFacts {
  const { full, ...others } = problem.cases;
  const { limits } = problem.header;
  const module = moduleFacts(problem);
  const cases = [[fullCase, full ?? {}] as const, ...Object.entries(others)];
  return {
    name: problem.name,
    summary: problem.summary,
    source: problem.source,
    ...(module ? { module } : {}),
    cases: cases.map(([name, dims]) => ({ name, dims })),
    ...(limits
      ? { limits: Object.fromEntries([...rangesOf(limits)].map(([dim, range]) => [dim, rangeText(range)])) }
      : {}),
    inputs: tensors(problem.header.inputs),
    outputs: tensors(problem.header.outputs),
    constants: problem.header.constants ?? {},
    device: device === 'simulator' || device === null ? null : deviceFacts(device),
    simulated: device === 'simulator',
  };
}
