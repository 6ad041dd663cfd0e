import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { builtInPools, loadPool, parsePool, type PoolAnswer } from '../../lib/replay/pool_file.js';
import { sampleAnswer } from './sample_pool.js';

const textOf = (answers: PoolAnswer[], more: object = {}): string =>
  stringify({ note: 'By hand.', problem: 'vector_add', answers, ...more });

const parse = (answers: PoolAnswer[], more: object = {}) => parsePool(textOf(answers, more), 'somewhere/mine.yaml');

const bad = (message: RegExp) => ({ code: 'bad-file', message });

describe('parsePool', () => {
  it('reads answers, names the pool after its file, and takes an answer to be whole unless it says otherwise', () => {
    const plain: Partial<PoolAnswer> = sampleAnswer('first');
    delete plain.finishReason;
    const pool = parse([plain as PoolAnswer, sampleAnswer('second', 'first', { finishReason: 'length' })]);
    assert.equal(pool.name, 'mine');
    assert.deepEqual(pool.answers, [
      sampleAnswer('first'),
      sampleAnswer('second', 'first', { finishReason: 'length' }),
    ]);
  });

  it('takes one ending on a GPU, or several where it depends on luck', () => {
    const pool = parse([
      sampleAnswer('a', null, { expectGpu: 'incorrect' }),
      sampleAnswer('b', null, { expectGpu: ['incorrect', 'pass'] }),
    ]);
    assert.deepEqual(
      pool.answers.map(({ expectGpu }) => expectGpu),
      ['incorrect', ['incorrect', 'pass']],
    );
    assert.throws(() => parse([sampleAnswer('a', null, { expectGpu: ['pass'] })]), bad(/answers\.0\.expectGpu: /));
  });

  it('names the field that is wrong', () => {
    assert.throws(() => parsePool('just text', 'x.yaml'), bad(/x\.yaml is no pool of answers:\n {2}the file: /));
    assert.throws(() => parsePool('a: [1', 'x.yaml'), bad(/Expected a pool of answers in x\.yaml/));
    assert.throws(() => parse([]), bad(/ {2}answers: /));
    assert.throws(() => parse([sampleAnswer('a', null, { thinkMs: -1 })]), bad(/answers\.0\.thinkMs: /));
    assert.throws(
      () => parse([sampleAnswer('a', null, { expect: 'right' as never })]),
      bad(/answers\.0\.expect: .*no-code/),
    );
    assert.throws(() => parse([sampleAnswer('a', null, { tokens: { completion: 5, reasoning: 6 } })]), bad(/include/));
    assert.throws(() => parse([sampleAnswer('a')], { surplus: 1 }), bad(/surplus/));
  });

  it('finds ids that are taken, answers after none that is known, and answers after themselves', () => {
    assert.throws(() => parse([sampleAnswer('a'), sampleAnswer('a')]), bad(/answers\.1\.id: "a" is taken/));
    assert.throws(() => parse([sampleAnswer('a', 'none')]), bad(/answers\.0\.after: .*found "none"/));
    assert.throws(
      () => parse([sampleAnswer('start'), sampleAnswer('a', 'b'), sampleAnswer('b', 'a')]),
      bad(/answers\.1\.after: .*a after b after a\.\n {2}answers\.2\.after: .*b after a after b/),
    );
    // What hangs on a circle is not in it.
    assert.throws(() => parse([sampleAnswer('a', 'a'), sampleAnswer('b', 'a')]), bad(/^.*\n.*a after a\.$/));
  });

  it('finds a problem that is unknown, and a finding where nothing is unsafe', () => {
    assert.throws(() => parse([sampleAnswer('a')], { problem: 'no_such' }), bad(/problem: .*no_such/));
    assert.throws(() => parse([sampleAnswer('a', null, { finding: 'race' })]), bad(/answers\.0\.finding: .*no-code/));
  });
});

describe('loadPool', () => {
  it('loads what comes along by name', () => {
    const [name] = builtInPools();
    assert.ok(name !== undefined);
    assert.equal(loadPool(name).name, name);
  });

  it('says which pools there are when it finds none', () => {
    assert.throws(() => loadPool('no_such'), bad(/found "no_such".*Built in are: .*relu/s));
    assert.throws(() => loadPool('no/such.yaml'), bad(/no\/such\.yaml/));
  });
});
