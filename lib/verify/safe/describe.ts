/** What threads of a checked launch found, in a verdict's words: the same as the simulator's. */
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Dim3, GuardSite } from '../../native/types.js';
import { elementIndex, kernelOf, placeOf, repeatKey, variableName } from '../findings.js';
import type { PlanToLoad } from '../load_plan.js';
import type { SafetyFinding } from '../verdict.js';
import { coordinateBytes } from './bounds.js';
import type { GuardRecord } from './report.js';
import type { Violation } from './safe_plan.js';
import { type Touched, touchedBy } from './touched.js';

export interface DescribeContext {
  candidate: PlanToLoad;
  source: string;
  /** Those of the contract and the plan's workspaces. */
  tensors: readonly TensorSpec[];
}

type Kind = SafetyFinding['kind'];

const heapAdvice = "A kernel may not use the device's heap: ask for a workspace in the plan.";

/** Kind and message of a site that is no access. */
function verdictOf({ kind, message, instruction }: GuardSite, deadlineMs: number): { kind: Kind; message: string } {
  switch (kind) {
    case 'deadline':
    case 'barrier': {
      const waits = kind === 'barrier' || /^m?bar/.test(instruction);
      const where = waits ? 'the thread still waited at this barrier' : 'the thread was still in this loop';
      return { kind: 'deadline', message: message || `It did not end within ${deadlineMs} ms: ${where}.` };
    }
    case 'heap':
      return { kind: 'heap', message: message || heapAdvice };
    case 'assert':
      return { kind: 'trap', message: message || 'An assertion does not hold.' };
    case 'stack-overflow':
      return { kind, message: message || 'Calls are nested deeper than the local memory of a thread allows.' };
    case 'call':
      return { kind: 'out-of-bounds', message: message || 'The called address is that of no function.' };
    default:
      return { kind: 'trap', message: message || 'The kernel ended itself with a trap.' };
  }
}

function isAccess({ kind }: GuardSite): boolean {
  return kind === 'access' || kind === 'suspicion' || kind === 'coordinate';
}

/** A tensor copy's innermost coordinate, in place of an address, and the bits of it that had to be 0. */
function coordinateVerdict({ address, extra }: GuardRecord): { kind: Kind; message: string } {
  const coordinate = BigInt.asIntN(64, address);
  const at = coordinate * (BigInt(coordinateBytes) / (extra + 1n));
  const expected = `Expected an innermost coordinate at a multiple of ${coordinateBytes} bytes`;
  return { kind: 'misaligned', message: `${expected} but found ${coordinate}, which is at ${at}.` };
}

/** Which of the three kinds an access that was refused is: the simulator looks in the same order. */
function accessVerdict(site: GuardSite, address: bigint, touched: Touched): { kind: Kind; message: string } {
  const misaligned = site.alignment > 1 && address % BigInt(site.alignment) !== 0n;
  if (touched.outside !== null && !(touched.outside === '' && misaligned))
    return { kind: 'out-of-bounds', message: touched.outside || site.message };
  if (site.access !== 'read' && !touched.writable) return { kind: 'write-to-input', message: 'It may only be read.' };
  if (misaligned) {
    const message = `An access of ${touched.bytes} bytes must be at a multiple of ${site.alignment}.`;
    return { kind: 'misaligned', message };
  }
  return { kind: 'out-of-bounds', message: site.message || 'This access may not have this address.' };
}

function describe(record: GuardRecord, site: GuardSite, violation: Violation, context: DescribeContext): SafetyFinding {
  const { candidate, source, tensors } = context;
  const { symbol, launch } = violation.planned;
  const { block, thread, address } = record;
  const { file, line, instruction } = site;
  const access = isAccess(site) ? site.access : 'none';
  const common = {
    kernel: kernelOf(candidate, symbol),
    at: placeOf({ file, line, block, thread, access }, source),
    other: null,
    instruction,
  };
  if (!isAccess(site)) {
    return {
      ...common,
      ...verdictOf(site, violation.deadlineMs),
      space: site.space,
      buffer: '',
      index: null,
      offset: 0,
      bytes: 0,
    };
  }
  const touched = touchedBy(record, site, launch);
  const tensor = touched.tensor === null ? undefined : tensors.find(({ name }) => name === touched.tensor);
  return {
    ...common,
    ...(site.kind === 'coordinate' ? coordinateVerdict(record) : accessVerdict(site, address, touched)),
    space: touched.space,
    buffer: touched.tensor ?? variableName(touched.variable),
    index: tensor && touched.isElement ? elementIndex(tensor, touched.offset) : null,
    offset: touched.offset,
    bytes: touched.bytes,
  };
}

function compare(a: Dim3, b: Dim3): number {
  return a[2] - b[2] || a[1] - b[1] || a[0] - b[0];
}

function byThread(a: GuardRecord, b: GuardRecord): number {
  return compare(a.block, b.block) || compare(a.thread, b.thread);
}

/** Says of a finding how many threads beside the one that is named did the same. */
function withOthers(finding: SafetyFinding, others: number, more: boolean): SafetyFinding {
  if (others === 0) return finding;
  const threads = `${more ? 'at least ' : ''}${others} other ${others === 1 ? 'thread' : 'threads'}`;
  return { ...finding, message: `${finding.message} So did ${threads}.`.trimStart() };
}

interface Group {
  finding: SafetyFinding;
  /** Of the first record: who came first may be why the others came. */
  first: number;
  waits: boolean;
  threads: Set<string>;
}

/** Loops before barriers: who waits at a barrier may wait for one who is in a loop. */
function causesFirst(a: Group, b: Group): number {
  return Number(a.waits) - Number(b.waits) || a.first - b.first;
}

/** What did not end, as one finding: all who still wait do so for the same reason. */
function endless([cause, ...others]: Group[]): SafetyFinding[] {
  if (!cause) return [];
  const lines = [...new Set(others.map(({ finding }) => finding.at.line))].filter((line) => line > 0);
  const where = lines.length > 0 ? ` Threads still stood at line ${lines.join(', ')} as well.` : '';
  return [{ ...cause.finding, message: cause.finding.message + where }];
}

/**
 * The first finding of each kind, line and access, with the lowest block and thread that did it, in the order in which
 * they came up. Threads that wait for one that left count for nothing beside what made it leave.
 */
export function findingsOf(violation: Violation, context: DescribeContext): SafetyFinding[] {
  const { sites, records, wanted } = violation;
  const groups = new Map<string, Group>();
  const order = new Map(records.map((record, i) => [record, i]));
  for (const record of [...records].sort(byThread)) {
    const site = sites[record.site];
    if (!site)
      throw new Error(`Expected a site below ${sites.length} in the safe run's report but found ${record.site}.`);
    const finding = describe(record, site, violation, context);
    const first = order.get(record) ?? 0;
    const key = repeatKey(finding);
    const group = groups.get(key) ?? { finding, first, waits: site.kind === 'barrier', threads: new Set<string>() };
    groups.set(key, group);
    group.first = Math.min(group.first, first);
    group.threads.add(`${record.block.join()} ${record.thread.join()}`);
  }
  const more = wanted > records.length;
  const sorted = [...groups.values()].sort(causesFirst);
  for (const group of sorted) group.finding = withOthers(group.finding, group.threads.size - 1, more);
  const done = sorted.filter(({ finding }) => finding.kind !== 'deadline').sort((a, b) => a.first - b.first);
  return done.length > 0 ? done.map(({ finding }) => finding) : endless(sorted);
}
