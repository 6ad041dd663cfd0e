import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type MemoryResult, benchMemory, memoryTable, trendsOf } from '../../bench/memory.js';
import { cycleLength, memorySubjects } from '../../bench/memory_subjects.js';
import { freshBinary } from '../../bench/fresh_binary.js';
import { Engine } from '../../lib/index.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { memoryPoints } from './sample_results.js';

describe("the memory bench's candidates", () => {
  it('are fifty, of all kinds, mixed, and the same ones each time', () => {
    const subjects = memorySubjects();
    assert.equal(subjects.length, cycleLength);
    const count = (outcome: string, list = subjects): number =>
      list.filter(({ expected }) => expected.outcome === outcome).length;
    assert.deepEqual(
      ['pass', 'incorrect', 'compile-error', 'unsafe'].map((outcome) => count(outcome)),
      [30, 10, 5, 5],
    );
    for (const half of [subjects.slice(0, 25), subjects.slice(25)]) assert.equal(count('pass', half), 15);
    assert.deepEqual(
      memorySubjects().map(({ name }) => name),
      subjects.map(({ name }) => name),
    );
  });

  it('are never the same source twice', () => {
    const sources = Array.from({ length: 100 }, () => freshBinary('extern "C" __global__ void k() {}'));
    assert.equal(new Set(sources).size, 100);
  });
});

describe("the memory bench's figures", () => {
  it('leave out what comes before everything is warm', () => {
    const trends = trendsOf(memoryPoints());
    assert.ok(trends.residentBytes);
    assert.ok(Math.abs(trends.residentBytes.share - 0.01) < 1e-9, JSON.stringify(trends.residentBytes));
    assert.ok(Math.abs(trends.residentBytes.slope - 2 ** 20 / 1000) < 1e-6);
    assert.equal(trends.msEach?.share, 0);
  });

  it('stand in the table at the start, at powers of ten and at the end', () => {
    const points = memoryPoints();
    const lines = memoryTable({ points, trends: trendsOf(points) }).split('\n');
    assert.deepEqual(lines[0]!.split(/ {2,}/), ['candidates', '0', '100', '1000', 'a candidate', 'rise']);
    assert.match(lines[1]!, /^host memory, resident \(MiB\) +90 +90 +90\.9 +1050 B +1%$/);
  });
});

describe('the memory bench', () => {
  const scratch = scratchFolder();

  it('judges as many as it is told, without a device as well', async () => {
    const engine = await Engine.open({ device: 'none' });
    const { path } = await benchMemory(engine, scratch(), { rounds: 4, minutes: 1 });
    const result = JSON.parse(readFileSync(path, 'utf8')) as MemoryResult;
    assert.equal(result.bench, 'memory-none');
    assert.equal(result.done, 4);
    assert.deepEqual(
      result.points.map(({ done, deviceBytes }) => [done, deviceBytes]),
      [
        [0, null],
        [4, null],
      ],
    );
    assert.deepEqual(result.surprises, []);
    assert.ok(result.points.every(({ residentBytes, heapBytes }) => residentBytes > heapBytes && heapBytes > 0));
  });
});
