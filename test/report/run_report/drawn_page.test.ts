/** The page as a real browser draws it. Names are looked up in PATH; WARPSMITH_CHROMIUM names another one. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../../../lib/package_root.js';
import { reportPage } from '../../../lib/report/run_report/page.js';
import { readRun } from '../../../lib/report/run_report/read_run.js';
import { runReport } from '../../../lib/report/run_report/run_report.js';
import { compareRuns } from '../../../lib/report/strategies/comparison.js';
import { comparisonPage } from '../../../lib/report/strategies/comparison_page.js';
import { parseStrategy, plainSearch } from '../../../lib/search/search_options.js';
import { type Chromium, findChromium, startChromium, type Tab } from './chromium.js';
import { writeDenseRun } from './dense_run.js';
import {
  type ChartMeasure,
  charts,
  folds,
  overflow,
  type TextContrast,
  unfoldAll,
  worstContrasts,
} from './page_measures.js';

/** Problems that users can see in the tool's own log are told by these. */
const complaints = ['Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown'];

const path = findChromium();
const pages = ['recorded', 'dense', 'dialogues', 'comparison'] as const;
type PageName = (typeof pages)[number];

/** The page of four runs, some of whose candidates are faster than their baseline. */
function comparisonOf(folder: string): string {
  const runs = ['refine', 'sample:8', 'islands:4', 'beam:3x2'].map((strategy, index) => {
    const run = join(folder, `compared-${index}`);
    const search = { ...plainSearch, ...parseStrategy(strategy) };
    writeDenseRun(run, { problems: 8, turns: 12, seed: index + 3, search });
    return readRun(run);
  });
  return comparisonPage(compareRuns(runs));
}

interface Look {
  width: number;
  scheme?: 'light' | 'dark';
  media?: 'screen' | 'print';
}

describe(`drawn page of a run, and of runs compared${path === null ? ' (skipped: no Chromium in PATH, and WARPSMITH_CHROMIUM is not set)' : ''}`, function () {
  this.timeout(120_000);
  this.slow(10_000);
  let folder = '';
  let chromium: Chromium | null = null;
  let tab: Tab;

  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = (await tab.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
    })) as { result: { value: T }; exceptionDetails?: { text: string } };
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return result.value;
  };

  const open = async (page: PageName, { width, scheme = 'light', media = 'screen' }: Look): Promise<void> => {
    await tab.send('Emulation.setDeviceMetricsOverride', { width, height: 1000, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await tab.send('Emulation.setEmulatedMedia', { media, features });
    const url = pathToFileURL(join(folder, `${page}.html`)).href;
    const seen = tab.events.length;
    const { errorText } = await tab.send('Page.navigate', { url });
    assert.equal(errorText, undefined);
    await tab.until(({ method }) => method === 'Page.loadEventFired', seen);
  };

  const screenshot = async (): Promise<string> => {
    const { data } = await tab.send('Page.captureScreenshot', { format: 'png' });
    return data as string;
  };

  before(async function () {
    if (path === null) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'warpsmith-test-'));
    const write = (page: PageName, run: string): void => {
      const recorded = readRun(run);
      writeFileSync(join(folder, `${page}.html`), reportPage(runReport(recorded), recorded));
    };
    write('recorded', packagePath('test', 'report', 'run_report', 'recorded'));
    writeDenseRun(join(folder, 'dense'), { problems: 12, turns: 20, seed: 1 });
    write('dense', join(folder, 'dense'));
    writeDenseRun(join(folder, 'dialogues'), { problems: 3, turns: 24, seed: 2, dialogues: 4 });
    write('dialogues', join(folder, 'dialogues'));
    writeFileSync(join(folder, 'comparison.html'), comparisonOf(folder));
    chromium = startChromium(path);
    tab = await chromium.openTab();
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tab.send(`${domain}.enable`);
    // The pages themselves are files; whatever else they ask for is refused and found in the log.
    await tab.send('Network.setBlockedURLs', { urls: ['http://*', 'https://*', 'ws://*', 'wss://*'] });
  });

  after(async () => {
    await chromium?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  for (const page of pages) {
    it(`asks for nothing and complains of nothing (${page})`, async () => {
      const before = tab.events.length;
      await open(page, { width: 1400 });
      const events = tab.events.slice(before);
      assert.deepEqual(
        events.filter(({ method }) => complaints.includes(method)).map(({ params }) => params),
        [],
      );
      const requests = events
        .filter(({ method }) => method === 'Network.requestWillBeSent')
        .map(({ params }) => (params.request as { url: string }).url);
      assert.deepEqual(requests, [pathToFileURL(join(folder, `${page}.html`)).href]);
    });

    for (const width of [400, 1400]) {
      it(`is no wider than its window of ${width} pixels, folded and unfolded (${page})`, async () => {
        await open(page, { width });
        assert.deepEqual(await evaluate(overflow), { page: 0, elements: [] });
        await evaluate(unfoldAll);
        assert.deepEqual(await evaluate(overflow), { page: 0, elements: [] });
      });

      it(`draws marks in each chart, and labels that can be read, at ${width} pixels (${page})`, async () => {
        await open(page, { width });
        const measured = await evaluate<ChartMeasure[]>(charts);
        assert.ok(measured.length > 0);
        for (const { name, marks, letterPixels, faults } of measured) {
          assert.ok(marks > 0, `no mark in "${name}"`);
          assert.deepEqual(faults, [], name);
          // A letter's box is some 1.2 times its size: no text is smaller than 9 pixels.
          assert.ok((letterPixels ?? 11) >= 11, `text of ${letterPixels} pixels in "${name}"`);
        }
      });
    }

    for (const scheme of ['light', 'dark'] as const) {
      it(`has a contrast of 4.5 for all text, ${scheme} (${page})`, async () => {
        await open(page, { width: 1400, scheme });
        await evaluate(unfoldAll);
        const contrasts = await evaluate<TextContrast[]>(worstContrasts);
        assert.ok(contrasts.length > (page === 'comparison' ? 2 : 5));
        assert.deepEqual(
          contrasts.filter(({ ratio }) => ratio < 4.5),
          [],
        );
      });
    }

    it(`unfolds turns and kernels on paper, in ink on white, and leaves dialogues folded (${page})`, async () => {
      await open(page, { width: 794, media: 'print', scheme: 'dark' });
      const state = await evaluate<{ summary: string; staysFolded: boolean; isSeen: boolean }[]>(folds);
      // A comparison has tables of its charts only.
      assert.equal(
        state.some(({ staysFolded }) => !staysFolded),
        page !== 'comparison',
      );
      for (const { summary, staysFolded, isSeen } of state) assert.equal(isSeen, !staysFolded, summary);
      assert.equal(await evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)');
      const contrasts = await evaluate<TextContrast[]>(worstContrasts);
      assert.deepEqual(
        contrasts.filter(({ ratio }) => ratio < 4.5),
        [],
      );
      assert.deepEqual(await evaluate(overflow), { page: 0, elements: [] });
    });
  }

  it('is light or dark as the reader’s system says', async () => {
    const seen = new Map<string, string>();
    for (const scheme of ['light', 'dark'] as const) {
      await open('recorded', { width: 1400, scheme });
      seen.set(await evaluate('getComputedStyle(document.body).backgroundColor'), await screenshot());
    }
    assert.equal(seen.size, 2, 'two backgrounds');
    assert.equal(new Set(seen.values()).size, 2, 'two pictures');
  });

  it('draws the dialogues of a problem apart, and their texts in columns', async () => {
    await open('dialogues', { width: 1400 });
    const colours = await evaluate<string[]>(
      `[...document.querySelector('.paths svg').querySelectorAll('.path')].map((path) => getComputedStyle(path).stroke)`,
    );
    assert.equal(colours.length, 4);
    assert.equal(new Set(colours).size, 4);
    await evaluate(unfoldAll);
    const lefts = await evaluate<number[]>(
      `[...document.querySelector('.columns').children].map((column) => column.getBoundingClientRect().left)`,
    );
    assert.equal(new Set(lefts).size, 4);
  });

  it('unfolds a reasoning without a script', async () => {
    await tab.send('Emulation.setScriptExecutionDisabled', { value: true });
    try {
      await open('recorded', { width: 1400 });
      const seen = `[...document.querySelectorAll('.dialogue details')].some((details) => details.open)`;
      assert.equal(await evaluate(seen), false);
      for (const summary of ['.dialogue > summary', '.dialogue details > summary']) {
        const { x, y } = await evaluate<{ x: number; y: number }>(
          `(() => { const at = document.querySelector('${summary}'); at.scrollIntoView({ block: 'center' }); const { left, top, height } = at.getBoundingClientRect(); return { x: left + 20, y: top + height / 2 }; })()`,
        );
        for (const type of ['mousePressed', 'mouseReleased']) {
          await tab.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
        }
      }
      assert.equal(await evaluate(seen), true);
    } finally {
      await tab.send('Emulation.setScriptExecutionDisabled', { value: false });
    }
  });
});
