import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type SideResult, benchCuPy, comparisonOf } from '../../bench/cupy.js';
import { FirstResults, freshSource } from '../../bench/first_result.js';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

const pythonPath = packagePath('test', 'bench', 'fake_python');

describe('the first result of a source', () => {
  let results: FirstResults;
  before(async () => {
    results = await FirstResults.open(await simulatedEngine(), 300, 3);
  });
  after(() => results.close());

  it('is right, from each lane', async () => {
    for (const lane of [0, 1, 2]) assert.ok((await results.one(freshSource('a', lane), lane)) > 0);
  });

  it('is right of many at once', async () => {
    const sources = Array.from({ length: 8 }, (_, i) => freshSource('b', i));
    assert.ok((await results.many(sources, 3)) > 0);
  });

  it('is looked at', async () => {
    const source = freshSource('c', 5);
    await assert.rejects(
      results.one({ ...source, factor: source.factor + 1 }),
      /Expected 1 and 2094 of axpy_c_5 but found 1, 1795/,
    );
  });

  it('is refused of what does not compile', async () => {
    const source = freshSource('d', 1);
    const code = source.code.replace('int i =', 'int j =');
    await assert.rejects(results.one({ ...source, code }), /It does not compile/);
  });

  it('is never the same source', () => {
    const [one, other] = [freshSource('a', 1), freshSource('a', 2)];
    assert.notEqual(one.kernel, other.kernel);
    assert.ok(one.code.includes(`void ${one.kernel}(`) && one.code.includes(`kernel: ${one.kernel},`));
  });
});

describe('what CuPy and warpsmith come to', () => {
  const side = (firstMs: number[], oneByOne: number, aSecond: number): SideResult => ({
    firstMs,
    oneByOne,
    pipelined: [
      { atOnce: 2, aSecond: aSecond / 2 },
      { atOnce: 8, aSecond },
    ],
  });

  it('is the ratio of the medians, and of the best rates', () => {
    const compared = comparisonOf(side([10, 20, 90], 50, 400), side([30, 40, 50], 25, 40));
    assert.deepEqual(compared, { firstRatio: 2, rateRatio: 10 });
  });

  it('takes the rate of one after the other where threads only make it worse', () => {
    assert.equal(comparisonOf(side([1], 50, 400), side([1], 100, 40)).rateRatio, 4);
  });
});

describe('the bench cupy', () => {
  const scratch = scratchFolder();
  afterEach(() => delete process.env.FAKE_CUPY_ERROR);

  it('measures both on fresh sources and keeps every sample', async () => {
    const engine = await simulatedEngine();
    const { text, path } = await benchCuPy(engine, scratch(), { quick: true, pythonPath });
    assert.match(text, /^warpsmith +[\d.]+/m);
    assert.match(text, /^CuPy RawKernel +[\d.]+/m);
    assert.match(text, /times as quick to the first result, [\d.]+ times as many a second/);
    const kept = JSON.parse(readFileSync(path, 'utf8')) as Record<string, SideResult>;
    assert.equal(kept.warpsmith?.firstMs.length, 4);
    assert.ok(kept.cupy);
    assert.ok(kept.cupy.firstMs.every((ms) => ms >= 2));
    assert.deepEqual(
      kept.cupy.pipelined.map(({ atOnce }) => atOnce),
      [2],
    );
  });

  it('measures warpsmith alone when there is no Python', async () => {
    const { text } = await benchCuPy(await simulatedEngine(), scratch(), { quick: true, python: '' });
    assert.match(text, /^warpsmith/m);
    assert.doesNotMatch(text, /CuPy/);
  });

  it('takes no time of a wrong result', async () => {
    process.env.FAKE_CUPY_ERROR = '1';
    const measured = benchCuPy(await simulatedEngine(), scratch(), { quick: true, pythonPath });
    await assert.rejects(measured, /expected the right result of the first kernel/);
    assert.deepEqual(readdirSync(scratch()), []);
  });

  it('says what is missing without CuPy', async () => {
    const options = { quick: true, pythonPath: join(pythonPath, 'nothing') };
    await assert.rejects(
      benchCuPy(await simulatedEngine(), scratch(), options),
      /Expected a Python with CuPy and a GPU/,
    );
  });
});
