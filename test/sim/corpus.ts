/**
 * The simulator's two test corpora: kernels with one fault each, whose line says what to expect, and right kernels that
 * come near the same faults. Both are problem files. The safe run's faulty kernels (test/safe/) are read here as well.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { packagePath } from '../../lib/package_root.js';
import { type Problem, parseProblem } from '../../lib/problem/problem.js';

export const findingKinds = [
  'out-of-bounds',
  'misaligned',
  'write-to-input',
  'uninitialised-read',
  'race',
  'barrier-divergence',
  'budget',
  'leftover',
  'trap',
  'stack-overflow',
  'heap',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface ExpectedFinding {
  kind: FindingKind;
  /** The buffer, the module's variable or the memory space; null where the fault is no access. */
  where: string | null;
  /** Lines of the file, from 1; the finding stands at one of them. */
  lines: number[];
}

export interface CorpusFile {
  /** Such as "race-reduction". */
  name: string;
  problem: Problem;
  /** One in a faulty file, none in a right one. */
  expected: ExpectedFinding[];
}

/** Kinds that have no buffer, because what goes wrong is no access or one of a thread's own. */
const placeless: readonly FindingKind[] = [
  'barrier-divergence',
  'budget',
  'leftover',
  'trap',
  'stack-overflow',
  'heap',
];

function isKind(word: string): word is FindingKind {
  return (findingKinds as readonly string[]).includes(word);
}

/**
 * What a source's `// expect: KIND [BUFFER]` comments say; several lines with the same words are one finding that may
 * stand at any of them. Throws for a comment that says something else, with its line.
 */
export function expectedFindings(source: string, path: string): ExpectedFinding[] {
  const found = new Map<string, ExpectedFinding>();
  for (const [i, text] of source.split('\n').entries()) {
    if (!/expect\s*:/i.test(text)) continue;
    const fail = (message: string): never => {
      throw new Error(`${path}:${i + 1}: ${message} in "${text.trim()}".`);
    };
    const comment = /^(.*)\/\/ expect: (\S+)(?: (\S+))?$/.exec(text);
    if (!comment) return fail('Expected "// expect: KIND [BUFFER]" at the end of the line');
    const [, code = '', kind = '', where = null] = comment;
    if (!isKind(kind)) return fail(`Expected one of ${findingKinds.join(', ')} but found "${kind}"`);
    if (code.trim() === '') return fail('Expected the faulty code on the same line');
    if (where === null && !placeless.includes(kind)) return fail(`Expected the buffer or the space after "${kind}"`);
    const key = `${kind} ${where ?? ''}`;
    const finding = found.get(key) ?? { kind, where, lines: [] };
    finding.lines.push(i + 1);
    found.set(key, finding);
  }
  return [...found.values()];
}

/** The corpus files of a folder below `test/`, by name. */
export function readFolder(...folder: string[]): CorpusFile[] {
  return readdirSync(packagePath('test', ...folder))
    .filter((file) => file.endsWith('.cu'))
    .sort()
    .map((file) => {
      const path = packagePath('test', ...folder, file);
      const source = readFileSync(path, 'utf8');
      return {
        name: file.slice(0, -'.cu'.length),
        problem: parseProblem(source, path),
        expected: expectedFindings(source, path),
      };
    });
}

/** Kernels with one fault each, by name. */
export function faultyFiles(): CorpusFile[] {
  return readFolder('sim', 'faulty');
}

/** Kernels without a fault, by name. */
export function rightFiles(): CorpusFile[] {
  return readFolder('sim', 'right');
}
