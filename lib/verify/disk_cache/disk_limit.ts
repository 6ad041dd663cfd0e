import { WarpsmithError } from '../../errors.js';

export const defaultDiskCacheBytes = 2 ** 30;

/**
 * Most bytes that the cache on disk may take: what the caller says, else `$WARPSMITH_DISK_CACHE_MIB`, else 1 GiB. 0 is no
 * cache. Throws `bad-option`.
 */
export function diskCacheLimit(bytes: number | undefined): number {
  if (bytes !== undefined) return checked('`diskCacheBytes`', 'bytes', bytes, String(bytes));
  const text = process.env.WARPSMITH_DISK_CACHE_MIB;
  if (!text) return defaultDiskCacheBytes;
  return checked('WARPSMITH_DISK_CACHE_MIB', 'MiB', Number(text), text) * 2 ** 20;
}

function checked(what: string, unit: string, value: number, text: string): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new WarpsmithError(
    'bad-option',
    `Expected ${what} to be a number of ${unit}, 0 for no cache on disk, but found ${text}.`,
  );
}
