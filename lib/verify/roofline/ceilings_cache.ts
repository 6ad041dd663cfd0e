/** Measured ceilings on disk: a file for each device, good as long as its driver stays. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../../native/cache_folder.js';
import { type Ceilings, ceilingsSchema } from './ceilings_schema.js';

/** A change of what is measured, or how, makes older files void. */
const version = 2;

const fileSchema = z.strictObject({
  version: z.literal(version),
  name: z.string(),
  driver: z.string(),
  ceilings: ceilingsSchema,
});

export interface MeasuredDevice {
  uuid: string;
  name: string;
  driver: string;
}

export function ceilingsPath({ uuid }: Pick<MeasuredDevice, 'uuid'>): string {
  return join(cacheFolder(), 'ceilings', `${uuid}.json`);
}

/** What was measured of the device under its present driver; null when nothing was, or the file is of another kind. */
export function readCeilings(device: MeasuredDevice): Ceilings | null {
  try {
    const file = fileSchema.parse(JSON.parse(readFileSync(ceilingsPath(device), 'utf8')));
    return file.driver === device.driver ? file.ceilings : null;
  } catch {
    return null;
  }
}

/** Keeps them; a cache that cannot be written is gone without. */
export function keepCeilings(device: MeasuredDevice, ceilings: Ceilings): void {
  const path = ceilingsPath(device);
  const file = { version, name: device.name, driver: device.driver, ceilings };
  // Another process may read at the same time: it sees the old file or the new one.
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(fresh, `${JSON.stringify(file, null, 2)}\n`);
    renameSync(fresh, path);
  } catch {
    // Measured again next time.
  }
}
