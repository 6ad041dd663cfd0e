import assert from 'node:assert/strict';
import { measureThroughput, smallCaseFor, throughputSummary, throughputTable } from '../../bench/throughput.js';
import type { Corpus, Entry } from '../../bench/throughput_parts.js';
import { loadProblem } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { readCandidate } from '../gpu/candidate_files.js';
import { throughputVerdicts } from './sample_results.js';

const entry = (name: string, expected: Entry['expected']): Entry => ({
  name,
  problem: packagePath('problems', 'vector_add.cu'),
  source: readCandidate(name).source,
  expected,
});

const entries = [
  entry('vector_add/plain.cu', 'right'),
  entry('wrong/vector_add-missing_tail.cu', 'wrong'),
  entry('uncompilable/vector_add-missing_semicolon.cu', 'does not compile'),
  // Announced wrongly, to be found.
  entry('vector_add/fast.cu', 'faulty'),
];

const parts: Corpus = {
  corpus: () => entries,
  fresh: (one, salt) => ({ ...one, source: `${one.source}\n// ${salt}\n` }),
};

describe('the throughput bench', () => {
  it('judges the corpus as often as it is told, each time as new sources, at a small case without a GPU', async () => {
    const engine = await simulatedEngine();
    const { summary, verdicts } = await measureThroughput(engine, parts, { only: '', rounds: 2 });
    assert.deepEqual([summary.verdicts, summary.sources, summary.problems], [8, 8, 1]);
    assert.equal(summary.gpuBusyShare, null);
    assert.equal(summary.verdictsPerMinute, (60 * 8) / summary.seconds);
    for (const { beganMs, endedMs } of verdicts) assert.ok(beganMs >= 0 && endedMs > beganMs);
    const ends = verdicts.map(({ endedMs }) => endedMs);
    assert.deepEqual(
      ends,
      ends.toSorted((a, b) => a - b),
    );
  });

  it('compares each verdict with what was announced', async () => {
    const engine = await simulatedEngine();
    const measured = await measureThroughput(engine, parts, { only: '', rounds: 1 });
    const other = measured.verdicts.filter(({ asAnnounced }) => !asAnnounced);
    assert.deepEqual(
      other.map(({ name, expected, outcome }) => [name, expected, outcome]),
      [['vector_add/fast.cu', 'faulty', 'pass']],
    );
    assert.equal(measured.summary.asAnnounced, 3);
    assert.match(throughputTable(measured), /vector_add\/fast\.cu: announced faulty, found pass/);
  });

  it('takes the first small case that a candidate claims', () => {
    const problem = loadProblem('matmul_f16');
    const source = readCandidate('matmul_f16/plain.cu').source;
    assert.equal(smallCaseFor(source, problem), 'small');
    const even = source.replace('/*---\n', '/*---\ndims: { M: { multipleOf: 8 } }\n');
    assert.equal(smallCaseFor(even, problem), 'aligned');
    const huge = source.replace('/*---\n', '/*---\ndims: { M: 100000 }\n');
    assert.equal(smallCaseFor(huge, problem), 'small');
    assert.equal(smallCaseFor('no header', problem), 'small');
  });

  it('takes those whose name has a text', async () => {
    const { verdicts } = await measureThroughput(await simulatedEngine(), parts, { only: 'vector_add/', rounds: 1 });
    assert.deepEqual(verdicts.map(({ name }) => name).sort(), ['vector_add/fast.cu', 'vector_add/plain.cu']);
  });
});

describe('throughputSummary', () => {
  it('adds the parts of all verdicts up, and relates the GPU to the wall clock', () => {
    const summary = throughputSummary(throughputVerdicts(), 4, 0.25, 200);
    assert.equal(summary.verdictsPerMinute, 960);
    assert.equal(summary.gpuBusyShare, 0.8);
    assert.equal(summary.partsMs.compile, 80);
    assert.equal(summary.partsMs.correct, 0);
    assert.equal(summary.waitMs.p50, 40);
    assert.deepEqual(summary.byExpected.faulty, { verdicts: 1, asAnnounced: 0, meanMs: 40 });
  });
});
