/** Where two pieces of plain data differ, leaf by leaf. */

export interface Unlike {
  path: string[];
  /** `undefined` where that side has nothing there. */
  certified: unknown;
  found: unknown;
}

type Branch = Record<string, unknown>;

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/**
 * Every leaf at which the two differ, in the order of their keys. An array is an object of its indices; where one side
 * has a leaf, or an array where the other has an object, that place itself is what differs.
 */
export function differencesOf(certified: unknown, found: unknown, path: string[] = []): Unlike[] {
  if (isBranch(certified) && isBranch(found) && Array.isArray(certified) === Array.isArray(found)) {
    const keys = new Set([...Object.keys(certified), ...Object.keys(found)]);
    return Array.from(keys).flatMap((key) => differencesOf(certified[key], found[key], [...path, key]));
  }
  return Object.is(certified, found) || (certified === 0 && found === 0) ? [] : [{ path, certified, found }];
}

/** A value at a path of plain data; `undefined` where there is none. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, part) => (isBranch(value) ? value[part] : undefined), data);
}
