/** How an entry's bytes begin: with a line that names its key, so that nothing else is taken for it. */

const lineEnd = 0x0a;
const word = 'warpsmith';
/** Longer than any first line: keys are hashes with a word before them. */
export const headBytes = 512;

/** @param key one line of some 200 characters at most. */
export function frame(key: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${word} ${key}\n`), bytes]);
}

/** What `frame` was given with this key; null for anything else. */
export function unframe(key: string, framed: Uint8Array): Uint8Array | null {
  return keyOf(framed) === key ? framed.subarray(framed.indexOf(lineEnd) + 1) : null;
}

/** The key of an entry by its first bytes; null for what is none. */
export function keyOf(start: Uint8Array): string | null {
  const head = start.subarray(0, headBytes);
  const end = head.indexOf(lineEnd);
  const [first, key] = Buffer.from(head.subarray(0, Math.max(end, 0)))
    .toString('utf8')
    .split(' ');
  return first === word && key ? key : null;
}
