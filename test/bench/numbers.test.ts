import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';

interface Filled {
  text: string;
  problems: string[];
  stale: string[];
}

// Scripts run before anything is compiled, so they are no part of what TypeScript sees.
const { fill } = (await import(packagePath('scripts', 'numbers', 'fill.mjs'))) as {
  fill: (document: string, name: string, folder: string) => Filled;
};

describe("a document's numbers", () => {
  const folder = scratchFolder();
  beforeEach(() => {
    const write = (file: string, content: object): void => writeFileSync(join(folder(), file), JSON.stringify(content));
    write('2026-01-02-speed.json', { rate: 1 });
    write('2026-03-01-speed.json', {
      date: '2026-03-01T10:00:00.000Z',
      rate: 912.4,
      share: 0.7049,
      machine: { driver: '580.1' },
      results: [
        { how: 'one, cold', step: 'a', ms: 20.5 },
        { how: 'one, cold', step: 'b', ms: 2048 },
        { how: 'two', step: 'a', ms: 0.00123 },
      ],
    });
    write('2026-04-01-speed-sim.json', { rate: 3 });
  });
  const filled = (document: string): Filled => fill(document, 'README.md', folder());
  const number = (reference: string): string => {
    const { text, problems } = filled(`?<!-- from ${reference} -->`);
    assert.deepEqual(problems, []);
    return text.slice(0, text.indexOf('<'));
  };

  it('come from the newest result of the bench, and of no other whose name begins alike', () => {
    assert.equal(number('speed.json#rate 0'), '912');
    assert.equal(number('speed-sim.json#rate 0'), '3');
  });

  it('are written with decimals, significant digits, as shares, divided, or as text', () => {
    assert.equal(number('speed.json#rate 2'), '912.40');
    assert.equal(number('speed.json#rate ~2'), '910');
    assert.equal(number('speed.json#share 0%'), '70%');
    assert.equal(number('speed.json#share 1%'), '70.5%');
    assert.equal(number('speed.json#results[1].ms 0/1024'), '2');
    assert.equal(number('speed.json#machine.driver text'), '580.1');
    assert.equal(number('speed.json#date day'), '2026-03-01');
  });

  it('are found by index, by length, and by what else an entry says', () => {
    assert.equal(number('speed.json#results[0].ms 1'), '20.5');
    assert.equal(number('speed.json#results.length 0'), '3');
    assert.equal(number('speed.json#results[how=two].ms ~2'), '0.0012');
    assert.equal(number('speed.json#results[how=one, cold&step=b].ms 0'), '2048');
  });

  it('replace what stood before their comment, and nothing else', () => {
    const before =
      'At 800<!-- from speed.json#rate 0 --> a minute ([more](x.md)), 99%<!-- from speed.json#share 0% -->.\n';
    const { text, stale } = filled(before);
    assert.equal(text, before.replace('800', '912').replace('99%', '70%'));
    assert.equal(stale.length, 2);
    assert.match(stale[0]!, /^README\.md:1: Expected 912, as in 2026-03-01-speed\.json, but found "800"\.$/);
    assert.deepEqual(filled(text), { text, problems: [], stale: [] });
  });

  it('may have their comment broken over lines', () => {
    assert.equal(number('speed.json#results[how=one,\ncold&step=a].ms\n1'), '20.5');
  });

  it('that cannot be found are told with file, line and field, and stay as they are', () => {
    const said = (reference: string): string => {
      const document = `\n5<!-- from ${reference} -->`;
      const { text, problems } = filled(document);
      assert.equal(text, document);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, /^README\.md:2: /);
      return problems[0]!;
    };
    assert.match(said('heat.json#rate 0'), /Expected a result DATE-heat\.json in .* but found none/);
    assert.match(said('speed.json#rates 0'), /speed\.json#rates: Expected "rates" in the file but found date, rate, /);
    assert.match(said('speed.json#machine.gpu.name text'), /Expected "\.gpu\.name" in machine but found driver/);
    assert.match(
      said('speed.json#results[how=three].ms 0'),
      /Expected "\[how=three\]\.ms" in results but found a list of 3/,
    );
    assert.match(said('speed.json#results[how=one, cold].ms 0'), /found a list of 3/);
    assert.match(said('speed.json#results..ms 0'), /Expected a path like/);
    assert.match(said('speed.json#machine 0'), /Expected a number but found \{"driver"/);
    assert.match(said('speed.json#rate nicely'), /Expected a format \(.*\) but found "nicely"/);
    assert.match(said('speed#rate 0'), /Expected a comment of the form/);
    assert.match(said('speed.json#rate'), /Expected a comment of the form/);
  });

  it('stand beside other comments', () => {
    const document = '<!-- A list from here on. --> 5 <!-- toc -->';
    assert.deepEqual(filled(document), { text: document, problems: [], stale: [] });
  });
});
