/**
 * The pass and the host's side of the safe run together, on the simulator: the launches there are not guarded, so what
 * the checks in the code let through would be an error of the simulator's.
 */
import assert from 'node:assert/strict';
import { type CorpusFile, type FindingKind, faultyFiles, rightFiles } from '../../sim/corpus.js';
import type { SafetyFinding } from '../../../lib/verify/verdict.js';
import { safeFaultyFiles } from '../../safe/corpus.js';
import { type Checked, checkOnSimulator } from './check_on_simulator.js';

const kinds: Partial<Record<FindingKind, SafetyFinding['kind']>> = {
  'out-of-bounds': 'out-of-bounds',
  misaligned: 'misaligned',
  'write-to-input': 'write-to-input',
  budget: 'deadline',
  trap: 'trap',
  heap: 'heap',
  'barrier-divergence': 'deadline',
};

interface Left {
  names: RegExp;
  why: string;
}

/** Files that show nothing here, and why. */
const leftFaulty: Left[] = [
  {
    names: /^out-of-bounds-(generic-(select|shared-side)|cluster-generic-atomic|cp-async-shared-last)$/,
    why: "the simulator's arrays in shared memory lie apart, so that its size does not tell where they end",
  },
  { names: /^out-of-bounds-local-pointer$/, why: "the simulator's stack grows the other way" },
  { names: /^out-of-bounds-cluster-rank$/, why: 'it is the rank that is wrong, not yet the address' },
  {
    names: /^barrier-divergence-(bulk-bytes|mbarrier-.*|test-wait|cluster-wait)$/,
    why: 'the simulator sees that nobody will come',
  },
  { names: /^stack-overflow-/, why: 'the simulator has more stack, and says itself when it is used up' },
];

function without(files: CorpusFile[], left: Left[]): CorpusFile[] {
  return files.filter(({ name }) => !left.some(({ names }) => names.test(name)));
}

/** As `SafeRun` does it. Only what never ends runs until its deadline. */
async function screenThenPrecise(file: CorpusFile): Promise<Checked> {
  const endless = file.expected.some(({ kind }) => kind === 'budget' || kind === 'barrier-divergence');
  const deadlineMs = endless ? 300 : 60_000;
  const screened = await checkOnSimulator(file, 'screen', deadlineMs);
  return screened.sites.includes('suspicion') ? checkOnSimulator(file, 'precise', deadlineMs) : screened;
}

function text({ kind, buffer, space, at, message }: SafetyFinding): string {
  return `${kind} ${buffer || space} at line ${at.line}: ${message}`;
}

describe('checked code on the simulator', () => {
  for (const file of without([...faultyFiles(), ...safeFaultyFiles()], leftFaulty)) {
    const [expected] = file.expected;
    const kind = expected && kinds[expected.kind];
    if (!kind) continue;
    it(`finds ${file.name}`, async () => {
      const { findings } = await screenThenPrecise(file);
      const { where, lines } = expected;
      const found = findings.filter((finding) => finding.kind === kind && lines.includes(finding.at.line));
      const isThere = found.some(({ buffer, space }) => where === null || buffer.includes(where) || space === where);
      assert(isThere, `expected ${kind} ${where ?? ''} at ${lines.join()} but found: ${findings.map(text).join('; ')}`);
    });
  }

  for (const file of rightFiles()) {
    it(`finds nothing in ${file.name}`, async () => {
      const { findings } = await screenThenPrecise(file);
      assert.deepEqual(findings.map(text), []);
    });
  }
});
