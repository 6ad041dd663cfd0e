/**
 * Commands among which the host does something by itself, as when a module of PyTorch makes expected outputs: what stands
 * before such a call has run when it begins, and what stands behind it waits.
 */
import type { Command } from '../native/types.js';

type Call = Extract<Command, { op: 'call' }>;

/** Commands for one batch, and the call behind it; null behind the last. */
export interface Part {
  commands: Exclude<Command, Call>[];
  then: Call['work'] | null;
}

/** Without a call it is one part. */
export function partsOf(commands: readonly Command[]): Part[] {
  const parts: Part[] = [];
  let batch: Part['commands'] = [];
  for (const command of commands) {
    if (command.op !== 'call') {
      batch.push(command);
      continue;
    }
    parts.push({ commands: batch, then: command.work });
    batch = [];
  }
  if (batch.length > 0 || parts.length === 0) parts.push({ commands: batch, then: null });
  return parts;
}
