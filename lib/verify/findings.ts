/** What a strict run found, in a verdict's words: base names, excerpts of the source, elements of tensors. */
import { basename } from 'node:path';
import { dtypes } from '../format/dtype.js';
import type { TensorSpec } from '../format/tensor_spec.js';
import { addon } from '../native/load_addon.js';
import type { SimulatedFinding, SimulatedPlace } from '../native/types.js';
import { candidateFileName } from './compile/compile_request.js';
import { excerptOf } from './compile/compile_log.js';
import type { PlanToLoad } from './load_plan.js';
import type { SafetyFinding, SafetyPlace } from './verdict.js';

/** A place with its base name, and its excerpt when it is in the candidate. */
export function placeOf(place: SimulatedPlace, source: string): SafetyPlace {
  const { line, block, thread, access } = place;
  const file = basename(place.file);
  return { file, line, excerpt: file === candidateFileName ? excerptOf(source, line) : [], block, thread, access };
}

/** The element at so many bytes from a tensor's start. Outside of the tensor the outermost index runs on. */
export function elementIndex({ shape, dtype }: Pick<TensorSpec, 'shape' | 'dtype'>, offset: number): number[] {
  let rest = Math.floor(offset / dtypes[dtype].bytes);
  const inner = shape.slice(1).reverse();
  const index = inner.map((size) => {
    const at = ((rest % size) + size) % size;
    rest = (rest - at) / size;
    return at;
  });
  return shape.length === 0 ? [] : [rest, ...index.reverse()];
}

/** The plan's name of a kernel. */
export function kernelOf({ compiled }: Pick<PlanToLoad, 'compiled'>, symbol: string): string {
  return [...compiled.kernels].find(([, kernel]) => kernel.symbol === symbol)?.[0] ?? symbol;
}

/** A variable's name as the source has it: "tile" for "_ZZ6matmulE4tile". */
export function variableName(symbol: string): string {
  return addon.demangle(symbol)?.replace(/^.*::/, '') ?? symbol;
}

/** What findings of the same mistake share: kind, line and access. */
export function repeatKey({ kind, kernel, at, other, buffer, instruction }: SafetyFinding): string {
  const line = at.line > 0 ? [at.file, at.line, at.access] : instruction;
  return JSON.stringify([kind, kernel, line, other && [other.file, other.line, other.access], buffer]);
}

/** The first finding of each kind, line and access: an unrolled loop says the same many times. */
export function withoutRepeats(findings: readonly SafetyFinding[]): SafetyFinding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = repeatKey(finding);
    return !seen.has(key) && seen.add(key);
  });
}

/** @param tensors those of the contract and the plan's workspaces. */
export function convertFinding(
  finding: SimulatedFinding,
  candidate: PlanToLoad,
  source: string,
  tensors: readonly TensorSpec[],
): SafetyFinding {
  const { kind, instruction, space, buffer, offset, bytes, message } = finding;
  const tensor = space === 'global' ? tensors.find(({ name }) => name === buffer) : undefined;
  return {
    kind,
    kernel: kernelOf(candidate, finding.kernel),
    at: placeOf(finding.at, source),
    other: finding.other && placeOf(finding.other, source),
    instruction,
    space,
    buffer: space === 'global' ? buffer : variableName(buffer),
    index: tensor ? elementIndex(tensor, offset) : null,
    offset,
    bytes,
    message,
  };
}
