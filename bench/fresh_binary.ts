/** Makes a candidate new to every cache. */

let made = 0;
/** Sessions differ: what lies in a cache on disk from an earlier one is of no use. */
const session = `${Date.now().toString(36)}_${process.pid}`;

/**
 * The same candidate with a kernel more, which no plan launches: source, PTX and binary differ from all others, and what
 * the plan runs stays as it is.
 */
export function freshBinary(source: string): string {
  return `${source}\nextern "C" __global__ void fresh_${session}_${made++}() {}\n`;
}
