import assert from 'node:assert/strict';
import { compareRuns } from '../../../lib/report/strategies/comparison.js';
import { comparisonPage } from '../../../lib/report/strategies/comparison_page.js';
import { scratchFolder } from '../../search/scratch_folder.js';
import { passIn, sampleVerdict, simulator } from '../../verify/sample_verdicts.js';
import { assertDrawn, assertLacks, assertWellFormed } from '../run_report/page_checks.js';
import { fastPass, type Step, turnSteps } from '../run_report/sample_run.js';
import { type ComparedFolder, ended, writeCompared } from './compared_runs.js';

const wrong = sampleVerdict('incorrect');
const simulated = { ...passIn(1), device: simulator, timing: null };

describe('page of a comparison', () => {
  const folder = scratchFolder();
  const page = (...runs: ComparedFolder[]): string => comparisonPage(compareRuns(writeCompared(folder(), runs)));
  const solved: readonly Step[] = [
    ...turnSteps('one', 1, 0, wrong),
    ...turnSteps('one', 2, 90_000, fastPass(2, 4)),
    ...turnSteps('two', 1, 120_000, wrong),
    [150_000, { type: 'problem-stopped', problem: 'two', reason: 'answers-gone' }],
    ended(150_000),
  ];
  const unsolved: readonly Step[] = [...turnSteps('one', 1, 0, wrong), ended(1500)];

  it('draws a line for each run, without scripts, addresses, or an element left open', () => {
    const html = page({ strategy: 'refine', steps: solved }, { strategy: 'beam:3x2', steps: unsolved });
    assertWellFormed(html);
    assertDrawn(html);
    assertLacks(html, /<script|<link|<img|@import|url\(|(src|href)="[^#]/);
    const charts = [...html.matchAll(/<svg[^>]*role="img".*?<\/svg>/gs)].map(([chart]) => chart);
    assert.equal(charts.length, 6, 'right and faster, against minutes, tokens and turns');
    for (const chart of charts)
      assert.deepEqual(chart.match(/class="line d\d"/g), ['class="line d1"', 'class="line d2"']);
    assert.match(html, /aria-label="Share of right problems, a line for each run, against seconds"/);
  });

  it('says what each run took, and of each problem what became of it and why it stayed open', () => {
    const html = page({ strategy: 'refine', steps: solved }, { strategy: 'sample:2', steps: unsolved });
    assert.match(html, />1 of 4</);
    assert.match(html, />2 turns, 3 s; best 2 ms</);
    assert.match(html, />open after 1 turn, [^<]*: the recorded answers are used up</);
    assert.match(html, />not reached</);
    assert.match(html, /sample:2 did not reach 3/);
  });

  it('draws nothing of baselines where nothing was timed', () => {
    const steps = [...turnSteps('one', 1, 0, simulated), ended(1500)];
    const html = page({ strategy: 'refine', steps }, { strategy: 'sample:2', steps });
    assertLacks(html, /faster than/);
    assert.match(html, /Judged on the simulator/);
    assertDrawn(html);
  });

  it('shows runs in which nothing happened', () => {
    const html = page({ strategy: 'refine', steps: [] }, { strategy: 'sample:2', steps: [] });
    assertWellFormed(html);
    assertDrawn(html);
  });

  it('makes text of whatever a folder is called', () => {
    const steps = solved;
    const html = page(
      { strategy: 'refine', name: '<b>&', steps },
      { strategy: 'refine', name: 'x"onload=', steps: unsolved },
    );
    assertWellFormed(html);
    assertLacks(html, /<b>&|x"onload/);
    assert.match(html, /refine \(&lt;b&gt;&amp;\)/);
  });
});
