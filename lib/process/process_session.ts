/** All processes of a session: what a process that leads one has started, whatever groups they made of themselves. */
import { readFileSync, readdirSync } from 'node:fs';

/** The ids of a session's processes that still run; none where there is no /proc. */
export function processesOfSession(session: number): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => sessionOf(pid) === session);
}

/** Null for a process that is gone, or that nobody has waited for yet. */
function sessionOf(pid: number): number | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The program's name comes before, in parentheses, and may hold anything.
  const [state = '', , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return /[ZX]/.test(state) ? null : Number(session);
}

/** Kills all processes of a session, more than once for those that are being started meanwhile. */
export function killSession(session: number): void {
  for (let i = 0; i < 3; i++) {
    const pids = processesOfSession(session);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }
}
