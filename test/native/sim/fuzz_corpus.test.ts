import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WarpsmithError } from '../../../lib/errors.js';
import type { SimulatedDevice } from '../../../lib/native/types.js';
import { packagePath } from '../../../lib/package_root.js';
import { openSmallDevice, runText } from './run_text.js';

const corpus = packagePath('test', 'native', 'sim', 'fuzz_corpus');
const deadlineMs = 2000;

/** What a run of the text comes to; throws what is no clear error. */
async function outcome(device: SimulatedDevice, text: Uint8Array): Promise<'success' | 'findings' | 'error'> {
  try {
    const { findings } = await runText(device, text, { deadlineMs });
    return findings.length > 0 ? 'findings' : 'success';
  } catch (error) {
    if (!(error instanceof WarpsmithError)) throw error;
    return 'error';
  }
}

describe("the simulator's fuzzing corpus", () => {
  it('ends in findings, success or an error, each text within its limits', async () => {
    const device = openSmallDevice();
    const counts = { success: 0, findings: 0, error: 0 };
    for (const name of readdirSync(corpus)) {
      const started = performance.now();
      counts[await outcome(device, readFileSync(join(corpus, name)))] += 1;
      const took = performance.now() - started;
      // Loading has no deadline of its own, and a worker looks at the clock between turns.
      assert.ok(took < deadlineMs + 1000, `${name} took ${Math.round(took)} ms.`);
    }
    assert.ok(counts.success > 0 && counts.findings > 0 && counts.error > 0, JSON.stringify(counts));
  });
});
