import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportPage } from '../../../lib/report/run_report/page.js';
import { readRun } from '../../../lib/report/run_report/read_run.js';
import { runReport } from '../../../lib/report/run_report/run_report.js';
import { packagePath } from '../../../lib/package_root.js';
import { sha256 } from '../../../lib/problem/problem.js';
import { scratchFolder } from '../../search/scratch_folder.js';
import { sampleVerdict } from '../../verify/sample_verdicts.js';
import { writeDenseRun } from './dense_run.js';
import { assertDrawn, assertLacks, assertWellFormed } from './page_checks.js';
import { fastPass, type Step, type TurnTexts, turnSteps, writeRun } from './sample_run.js';

function judged(medianMs: number, source: string): ReturnType<typeof fastPass> {
  return { ...fastPass(medianMs, 4), candidate: { sha256: sha256(source), name: null } };
}

describe('page of a run', () => {
  const folder = scratchFolder();
  const page = (): string => {
    const run = readRun(folder());
    return reportPage(runReport(run), run);
  };
  const write = (problem: string, ...turns: [medianMs: number, texts: TurnTexts][]): void => {
    const steps = turns.flatMap(([ms, texts], index) =>
      turnSteps(problem, index + 1, index * 2000, judged(ms, texts.source ?? 'code'), texts),
    );
    writeRun(folder(), [problem], [[0, { type: 'run-started', resumed: false }], ...steps]);
  };

  it('shows the recorded run without scripts, addresses, or an element left open', () => {
    const run = readRun(packagePath('test', 'report', 'run_report', 'recorded'));
    const html = reportPage(runReport(run), run);
    assertWellFormed(html);
    assertLacks(html, /<script|<link|<img|@import|url\(|(src|href)="[^#]/);
    assertDrawn(html);
    assert.match(html, /1 of 1<\/b> right/);
    assert.match(html, /turn 2: FAIL softmax, case small: wrong result/);
    assert.match(html, /prefers-color-scheme: dark/);
    assert.match(html, /@media print/);
  });

  it('makes text of whatever an answer holds', () => {
    const evil = '</pre></details><script>alert(1)</script><img src=x onerror="a()">&amp;\u202e\u0000';
    write(`x"onload='a()'><b`, [2, { reasoning: evil, content: evil, source: evil }], [1, { source: `${evil}\n//` }]);
    const html = page();
    assertWellFormed(html);
    assertLacks(html, /<script|<img|<b>x/);
    assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    assert.ok(html.includes('&amp;amp;⟨U+202E⟩⟨U+0000⟩'));
    assert.ok(html.includes('<h3>x&quot;onload=&#39;a()&#39;&gt;&lt;b</h3>'));
    assertLacks(html, /[\u0000\u202e]/);
  });

  it('shows the best kernel, and what changed from the first right one', () => {
    write('scale', [2, { source: 'one\ntwo\n' }], [1, { source: 'one\nthree\n' }]);
    const html = page();
    assert.match(html, /The best kernel, of turn 2/);
    assert.ok(html.includes('<span class="removed">- two\n</span><span class="added">+ three\n</span>'));
    assert.match(html, /4 × the baseline/);
    assert.match(html, /aria-label="fast_p against p"/);
    assertDrawn(html);
  });

  it('says so when a kernel was changed, is missing, or lies outside of the folder', () => {
    write('scale', [1, { source: 'code' }]);
    const file = join(folder(), 'candidates/scale/001.cu');
    writeFileSync(file, 'other');
    assert.match(page(), /was changed after it was judged/);
    rmSync(file);
    assert.match(page(), /001\.cu is not in the run folder/);
    symlinkSync('/etc/hostname', file);
    assert.match(page(), /001\.cu is not in the run folder/);
  });

  it('cuts the texts of a run that would make the page too large, and says what is missing', () => {
    const reasoning = 'thought '.repeat(500_000);
    write('scale', ...Array.from({ length: 7 }, (): [number, TurnTexts] => [1, { reasoning, content: 'an answer' }]));
    const html = page();
    assert.ok(html.length < 25_000_000, `${html.length} characters`);
    assert.match(html, /of 4\u00a0000\u00a0000 characters are left out here; the run’s journal\.jsonl has them/);
    assert.equal(html.match(/<pre>an answer<\/pre>/g)?.length, 7);
    assertWellFormed(html);
  });

  it('draws a run of many turns', () => {
    writeDenseRun(folder(), { problems: 12, turns: 20, seed: 1, dialogues: 2 });
    const html = page();
    assertWellFormed(html);
    assertDrawn(html);
  });

  it('shows a run in which nothing happened, and one without a verdict', () => {
    writeRun(folder(), ['scale'], []);
    assertWellFormed(page());
    assert.match(page(), /Nothing has happened in this run yet/);
    rmSync(join(folder(), 'journal.jsonl'));
    assert.match(page(), /0 of 1<\/b> right/);
  });

  it('leaves out a last line that is cut, and says so', () => {
    const steps: Step[] = turnSteps('scale', 1, 0, sampleVerdict('hang'));
    writeRun(folder(), ['scale'], [[0, { type: 'run-started', resumed: false }], ...steps.slice(0, 2)]);
    const path = join(folder(), 'journal.jsonl');
    writeFileSync(path, '{"at":"2026-', { flag: 'a' });
    const html = page();
    assert.match(html, /ends in the middle of a line/);
    assert.match(html, /no verdict: the run ended before it/);
    assertDrawn(html);
    assert.equal(readRun(folder()).cut, true, 'the journal is not written to');
  });

  it('refuses a folder without a run, of a newer version, or with a broken line, with one error', () => {
    assert.throws(() => readRun(folder()), { code: 'run-folder', message: /run\.json is missing/ });
    writeFileSync(join(folder(), 'run.json'), '{"version": 99}');
    assert.throws(() => readRun(folder()), { code: 'run-folder', message: /version 99/ });
    rmSync(join(folder(), 'run.json'));
    writeRun(folder(), ['scale'], []);
    writeFileSync(join(folder(), 'journal.jsonl'), '{"type":"unheard"}\n');
    assert.throws(() => readRun(folder()), { code: 'run-folder', message: /journal\.jsonl:1/ });
  });
});
