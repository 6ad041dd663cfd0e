/** A folder of its own for each test of a suite. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOptions } from '../../lib/search/run_options.js';

/** To be called within a `describe`; the function it returns names the running test's folder. */
export function scratchFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'warpsmith-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

export const sampleRunOptions: RunOptions = {
  problems: ['scale'],
  baseUrl: 'http://127.0.0.1:1/v1',
  model: 'r1',
  temperature: 0.6,
  maxTokens: null,
  device: null,
  budget: { ms: 60_000, tokens: null, candidates: 4 },
};
