import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { judgeEntry, outcomeOf } from '../../bench/corpus.js';
import { type Expected, allEntries, corpus, fresh, shares } from '../../bench/corpus/corpus.js';
import { type Design, designs, readDesign, write } from '../../bench/corpus/design.js';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import { limitsOf } from '../../lib/candidate/limits.js';
import { resolvePlan } from '../../lib/candidate/plan.js';
import { atCase, fullCase, loadProblem } from '../../lib/problem/problem.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

const kinds = Object.keys(shares) as Expected[];
const all = allEntries();
const allDesigns = designs();
const problemOf = new Map(all.map(({ problem }) => [problem, loadProblem(problem)]));
const design = (code: string, note: string): Design =>
  readDesign(`/*---\nlaunch: []\n---*/\n/*=== design\nsummary: One.\n${note}\n===*/\n${code}\n`, 'one', 'one/a');

describe('the corpus of the throughput bench', () => {
  it('has more than two hundred entries in exact shares, at whatever seed', () => {
    for (const seed of [1, 2]) {
      const entries = corpus(seed);
      assert.ok(entries.length >= 240, `there are ${entries.length}`);
      for (const kind of kinds) {
        const count = entries.filter(({ expected }) => expected === kind).length;
        assert.equal(count * 10, entries.length * shares[kind], kind);
      }
    }
  });

  it('is as short as is asked for, in the same shares', () => {
    const entries = corpus(1, 47);
    const counts = kinds.map((kind) => entries.filter(({ expected }) => expected === kind).length);
    assert.deepEqual(counts, [24, 8, 4, 4]);
  });

  it('has an order that the seed decides', () => {
    const names = (seed: number): string[] => corpus(seed).map(({ name }) => name);
    assert.deepEqual(names(1), names(1));
    assert.notDeepEqual(names(1), names(2));
  });

  it('has no two entries with the same source or name', () => {
    assert.equal(new Set(all.map(({ source }) => source)).size, all.length);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  });

  it('has at least twelve problems with four designs each, every kind of entry among them', () => {
    const problems = new Set(all.map(({ problem }) => problem));
    assert.ok(problems.size >= 12, `there are ${problems.size}`);
    for (const problem of problems) {
      const own = allDesigns.filter((each) => each.problem === basename(problem, '.cu'));
      assert.ok(own.length >= 4, `${problem} has ${own.length}`);
      for (const kind of kinds)
        assert.ok(
          all.some((entry) => entry.problem === problem && entry.expected === kind),
          `${problem} has none that is: ${kind}`,
        );
    }
  });

  it('has a plan of every entry for the full case', () => {
    for (const { name, source, problem } of all) {
      const read = readPlanHeader(source);
      assert.ok('header' in read, name);
      const loaded = problemOf.get(problem);
      assert.ok(loaded);
      const { contract } = atCase(loaded, fullCase);
      assert.deepEqual(resolvePlan(read.header, contract, limitsOf(null)).problems, [], name);
    }
  });

  // All of them: npm run bench -- corpus --device sim
  const sample = kinds.flatMap((kind) =>
    corpus(3)
      .filter(({ expected }) => expected === kind)
      .slice(0, shares[kind] / 2 + 1),
  );
  for (const entry of sample) {
    it(`${entry.name} gets ${outcomeOf(entry, true)} on the simulator`, async () => {
      const judged = await judgeEntry(await simulatedEngine(), fresh(entry, 'sample'), 1);
      assert.equal(judged.outcome, outcomeOf(entry, true), judged.said ?? '');
    });
  }
});

describe('fresh', () => {
  it('names the kernels anew in plan and code, and changes nothing else', () => {
    for (const entry of all) {
      const again = fresh(entry, 'a1');
      assert.notEqual(again.source, entry.source);
      assert.equal(again.source.replaceAll('_a1', ''), entry.source, entry.name);
      assert.equal(again.expected, entry.expected);
      const read = readPlanHeader(again.source);
      assert.ok('header' in read && read.header.launch.every(({ kernel }) => /_a1(<|$)/.test(kernel)), entry.name);
    }
  });

  it('makes the same of the same salt and another of another', () => {
    const [entry] = all;
    assert.ok(entry);
    assert.equal(fresh(entry, 'x').source, fresh(entry, 'x').source);
    assert.notEqual(fresh(entry, 'x').source, fresh(entry, 'y').source);
  });

  it('refuses a salt that is no part of a name', () => {
    assert.throws(() => fresh(all[0]!, 'a-b'), /letters, digits and _/);
  });
});

describe('write', () => {
  const mistake = { why: 'W.', change: 'a + b', to: 'a - b' };

  it('fills slots, and makes one mistake', () => {
    const one = design('int t = {{T}}; int c = a + b;', 'variants: [{ T: 4 }]');
    assert.match(write(one, { T: 4 }), /int t = 4; int c = a \+ b;/);
    assert.match(write(one, { T: 4 }, mistake), /int t = 4; int c = a - b;/);
    assert.doesNotMatch(write(one, { T: 4 }), /design|summary/);
  });

  it('refuses a slot that has no value, a value that has no slot and a mistake that fits nowhere or twice', () => {
    const one = design('int t = {{T}};', 'variants: [{ T: 4 }]');
    assert.throws(() => write(one, {}), /but for T\./);
    assert.throws(() => write(one, { T: 4, U: 5 }), /but for U\./);
    assert.throws(() => write(one, { T: 4 }, mistake), /found it 0 times/);
    assert.throws(
      () => write(design('a + b; a + b; {{T}}', 'variants: [{ T: 4 }]'), { T: 4 }, mistake),
      /found it 2 times/,
    );
  });

  it('refuses a note that nobody could read', () => {
    assert.throws(() => design('', 'variants: [{ T: 4 }]\nnobody: reads this'), /note of one\/a.*nobody/s);
    assert.throws(() => readDesign('int t;', 'one', 'one/a'), /Expected one\/a to have a comment/);
  });
});
