/** A finding of the safe run as people and models read it. */
import type { SafetyFinding, SafetyPlace } from './verdict.js';

const titles: Record<SafetyFinding['kind'], string> = {
  'out-of-bounds': 'access outside a buffer',
  misaligned: 'misaligned access',
  'write-to-input': 'write to an input',
  'uninitialised-read': 'read of memory that nobody wrote',
  race: 'race between threads',
  'barrier-divergence': 'barrier that not all threads reach',
  budget: 'loop that does not end',
  deadline: 'work that does not end',
  heap: "use of the device's heap",
  leftover: 'asynchronous work that nobody waits for',
  trap: 'trap',
  'stack-overflow': 'stack overflow',
  unsupported: 'unsupported instruction',
};

function threadText({ block, thread }: SafetyPlace): string {
  return `block (${block.join(', ')}), thread (${thread.join(', ')})`;
}

/** "candidate.cu:9", or nothing when the line is unknown. */
function lineText({ file, line }: SafetyPlace): string {
  return line > 0 ? `${file}:${line}` : '';
}

/** Such as "write of 4 bytes to c[1009]"; null when memory has nothing to do with it. */
function accessText({ at, bytes, buffer, index, offset, space }: SafetyFinding): string | null {
  if (at.access === 'none') return null;
  const what = at.access === 'read' ? 'read' : at.access === 'write' ? 'write' : 'atomic operation';
  const element = index && index.length > 0 ? `${buffer}[${index.join(', ')}]` : null;
  // An address by itself is another one in every process.
  const outside = space === '' || space === 'global' ? 'an address in none of its buffers' : `byte ${offset}`;
  const where = element ?? (buffer === '' ? outside : `${buffer}, byte ${offset}`);
  const memory = space === '' || space === 'global' ? '' : ` (${space} memory)`;
  return `${what} of ${bytes} bytes at ${where}${memory}`;
}

/** Such as "race between threads in softmax at candidate.cu:12, block (0, 0, 0), thread (3, 0, 0)". */
export function findingTitle(finding: SafetyFinding): string {
  const line = lineText(finding.at);
  return `${titles[finding.kind]} in ${finding.kernel}${line && ` at ${line}`}, ${threadText(finding.at)}`;
}

/** Sentences with all that is known beside the title and the source lines. */
export function findingDetails(finding: SafetyFinding): string[] {
  const { other, message, instruction } = finding;
  const access = accessText(finding);
  const lines = access ? [`${access} (${instruction})`] : [];
  if (other) {
    const line = lineText(other);
    lines.push(`against the ${other.access} of ${threadText(other)}${line && ` at ${line}`}`);
  }
  return message ? [...lines, message] : lines;
}
