import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotDraw, draw } from '../../bench/draw.js';
import { drawResult } from '../../bench/draw_result.js';
import { type Plot, plotFont } from '../../bench/plot.js';
import { plotsOf } from '../../bench/plots.js';
import { hasCode } from '../../lib/errors.js';
import { sampleResults } from './sample_results.js';
import { scratchFolder } from '../search/scratch_folder.js';

const bars: Plot = {
  name: '',
  spec: {
    title: 'Bars & bars',
    width: 300,
    height: 200,
    data: {
      values: [
        { what: 'a', ms: 3 },
        { what: 'b', ms: 5 },
      ],
    },
    mark: 'bar',
    encoding: {
      x: { field: 'what', type: 'nominal' },
      y: { field: 'ms', type: 'quantitative', title: 'time (ms)' },
    },
  },
};

/** Width and height that a PNG's header names. */
function sizeOf(png: Uint8Array): [number, number] {
  const view = Buffer.from(png);
  assert.equal(view.toString('latin1', 1, 4), 'PNG');
  return [view.readUInt32BE(16), view.readUInt32BE(20)];
}

/** Whether every element of an XML text without comments ends where it should. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  for (const [, closes, name, alone] of xml.matchAll(/<(\/?)([\w:]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (closes && open.pop() !== name) return false;
    if (!closes && !alone) open.push(name!);
  }
  return open.length === 0 && !/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(xml);
}

/** Whether this machine has a font at all, without which no PNG is written. */
async function hasFont(): Promise<boolean> {
  try {
    await draw(bars);
    return true;
  } catch (error) {
    if (error instanceof CannotDraw) return false;
    throw error;
  }
}

const font = await hasFont();
const drawing = font ? describe : describe.skip;

drawing(`a plot${font ? '' : ' (skipped: no font is installed here)'}`, () => {
  const scratch = scratchFolder();

  it('becomes an SVG with its texts as texts, in the one font, on white', async () => {
    const { svg } = await draw(bars);
    assert.ok(isWellFormed(svg), svg);
    assert.match(svg, /^<svg [^>]*viewBox="0 0 \d+ \d+"/);
    assert.match(svg, />time \(ms\)<\/text>/);
    assert.match(svg, />Bars &amp; bars<\/text>/);
    assert.ok(svg.includes(`font-family="${plotFont}"`));
    assert.match(svg, /<rect width="\d+" height="\d+" fill="white"\/>/);
  });

  it('becomes a PNG of twice the size', async () => {
    const { svg, png } = await draw(bars);
    const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    assert.deepEqual(sizeOf(png), [2 * Number(width), 2 * Number(height)]);
    assert.ok(Number(width) > 300 && Number(height) > 200);
  });

  it('of every bench that has some is drawn beside its result', async () => {
    for (const [bench, result] of Object.entries(sampleResults)) {
      const file = join(scratch(), `2026-01-01-${bench}.json`);
      writeFileSync(file, JSON.stringify(result));
      const { files, missing } = await drawResult(file);
      assert.equal(missing, null);
      const wanted = (plotsOf[bench]?.(result as never) ?? []).flatMap(({ name }) =>
        ['svg', 'png'].map((kind) => file.replace('.json', `${name && `-${name}`}.${kind}`)),
      );
      assert.deepEqual(files, wanted);
      assert.ok(files.length >= 2, bench);
      for (const svg of files.filter((path) => path.endsWith('.svg'))) {
        const text = readFileSync(svg, 'utf8');
        assert.ok(isWellFormed(text), svg);
        assert.doesNotMatch(text, /NaN|undefined/, svg);
      }
    }
    assert.deepEqual(Object.keys(sampleResults).sort(), Object.keys(plotsOf).sort());
  }).timeout(60_000);

  it('is drawn into another folder when one is named', async () => {
    const file = join(scratch(), '2026-01-01-memory.json');
    writeFileSync(file, JSON.stringify(sampleResults.memory));
    const { files } = await drawResult(file, join(scratch(), 'plots'));
    assert.deepEqual(files, [
      join(scratch(), 'plots', '2026-01-01-memory.svg'),
      join(scratch(), 'plots', '2026-01-01-memory.png'),
    ]);
    assert.ok(existsSync(files[1]!));
  });
});

describe('drawResult', () => {
  const scratch = scratchFolder();
  const written = (content: string): string => {
    const file = join(scratch(), '2026-01-01-some.json');
    writeFileSync(file, content);
    return file;
  };

  it('draws nothing of a bench without plots', async () => {
    assert.deepEqual(await drawResult(written('{"bench":"timing"}')), { files: [], missing: null });
  });

  it('refuses what is no result, and what another version wrote', async () => {
    const refused = (text: RegExp) => (error: unknown) => hasCode(error, 'bad-file') && text.test(error.message);
    await assert.rejects(drawResult(written('[1, 2')), refused(/Expected .*some\.json to be a result/));
    await assert.rejects(drawResult(written('{"points":[]}')), refused(/does not name its bench/));
    await assert.rejects(
      drawResult(written('{"bench":"memory-sim"}')),
      refused(/this version's bench memory-sim writes/),
    );
    await assert.rejects(drawResult(join(scratch(), 'none.json')), refused(/none\.json/));
  });
});
