/** Which processes of the machine belong to this program: a guarded engine has several, each with the GPU open. */
import { readFileSync } from 'node:fs';

/** The parent of a process; null when it is not there or not to be seen. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the name in parentheses, which may hold anything.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return parent === undefined ? null : Number(parent);
  } catch {
    return null;
  }
}

/** Whether a process is this one, its parent, or a child of either that runs the same program. */
export function isOurs(pid: number): boolean {
  if (pid === process.pid || pid === process.ppid) return true;
  const parent = parentOf(pid);
  // A sibling is a guarded engine's other process, unless all of them were started by the same shell or by init.
  return parent === process.pid || (parent === process.ppid && programOf(pid) === programOf(process.pid));
}

/** The command line of a process: the script with it, so that another Node program is another program. */
function programOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return null;
  }
}
