import assert from 'node:assert/strict';
import picocolors from 'picocolors';
import { createConsole } from '../../lib/cli/console.js';
import { WarpsmithError } from '../../lib/errors.js';
import { type RunView, runView } from '../../lib/report/run_view.js';
import { type Budget, createBudget, type GivenLimits } from '../../lib/search/budget.js';
import type { TurnPlace } from '../../lib/search/events.js';
import type { JournalEvent } from '../../lib/search/journal_events.js';
import { type ManualClock, manualClock } from '../search/manual_clock.js';
import { passIn, sampleVerdict } from '../verify/sample_verdicts.js';

interface Shown {
  view: RunView;
  clock: ManualClock;
  budget: Budget;
  /** Lines that stay. */
  lines: string[];
  /** All pictures of what moves, in order. */
  pictures: string[];
}

interface Setting {
  problems?: number;
  limits?: GivenLimits;
  before?: readonly JournalEvent[];
}

function show({ problems = 1, limits = {}, before = [] }: Setting = {}): Shown {
  const [lines, pictures, clock]: [string[], string[], ManualClock] = [[], [], manualClock()];
  const screen = {
    colours: picocolors.createColors(false),
    progress: (text: string) => void pictures.push(text),
    line: (text: string) => void lines.push(text),
  };
  const budget = createBudget(limits, { clock });
  return { view: runView(screen, budget, { problems, before, clock }), clock, budget, lines, pictures };
}

function at(problem: string, turn: number, dialogue = 1): TurnPlace {
  return { problem, dialogue, turn };
}

const first = at('softmax', 1);
const common = { at: '2026-01-05T09:00:00Z', usedMs: 0 };

describe('runView', () => {
  it('tells what a turn does, how long already, and leaves a line when it is over', () => {
    const { view, clock, lines, pictures } = show();
    view.problemStarted?.('softmax');
    view.turnStarted?.(first);
    assert.equal(pictures.at(-1), 'softmax, turn 1: waiting for the model, 0 s');
    clock.pass(61_400);
    clock.pass(100);
    view.reasoning?.(first, 'Sixteen bytes.');
    assert.equal(pictures.at(-1), 'softmax, turn 1: thinking, 14 characters, 1 min 1 s\n    … Sixteen bytes.');
    clock.pass(100);
    view.content?.(first, '```cuda');
    assert.equal(pictures.at(-1), 'softmax, turn 1: writing, 7 characters, 1 min 1 s\n    … ```cuda');
    view.candidate?.(first, 'candidates/softmax/001.cu');
    assert.equal(pictures.at(-1), 'softmax, turn 1: verifying candidates/softmax/001.cu, 1 min 1 s');
    const moved = pictures.length;
    view.verdict?.(first, sampleVerdict('incorrect'));
    assert.equal(lines[0], 'softmax');
    assert.match(lines[1] ?? '', /^ {2}softmax, turn 1: FAIL .*wrong result/);
    assert.equal(lines.length, 2);
    assert.equal(pictures.length, moved, 'nothing moves when nothing is under way');
  });

  it('shows the end of what the model says on one line, and lets none of it steer the terminal', () => {
    const { view, clock, pictures } = show();
    view.turnStarted?.(first);
    clock.pass(100);
    view.reasoning?.(first, `${'far back '.repeat(40)}so each warp\n\ttakes \u001b[2Ja row`);
    const [, tail = ''] = (pictures.at(-1) ?? '').split('\n');
    assert.match(tail, /^ {4}… (far|back) .*so each warp takes {1,2}\[2Ja row$/);
    assert.ok(tail.length <= 96, `${tail.length} characters`);
    for (const turn of [2, 3, 4]) view.turnStarted?.(at('softmax', turn));
    assert.match(pictures.at(-1) ?? '', /a row/);
    view.turnStarted?.(at('softmax', 5));
    assert.doesNotMatch(pictures.at(-1) ?? '', /a row/, 'of many turns only their state is shown');
  });

  it('draws text that arrives in small pieces twelve times a second, not with each', () => {
    const { view, clock, pictures } = show();
    view.turnStarted?.(first);
    const before = pictures.length;
    for (let piece = 0; piece < 1000; piece++) {
      clock.pass(1);
      view.reasoning?.(first, 'word ');
    }
    const drawn = pictures.length - before;
    assert.equal(drawn, 12);
    assert.match(pictures.at(-1) ?? '', /thinking, 4800 characters/, 'the pieces between are counted');
  });

  it('moves on each second while the model is silent, and rests when nothing is under way', () => {
    const { view, clock, pictures } = show({ limits: { ms: 120_000 } });
    view.turnStarted?.(first);
    clock.pass(1000);
    clock.pass(1000);
    assert.deepEqual(pictures, [
      'softmax, turn 1: waiting for the model, 0 s; 2 min left',
      'softmax, turn 1: waiting for the model, 1 s; 1 min 59 s left',
      'softmax, turn 1: waiting for the model, 2 s; 1 min 58 s left',
    ]);
    view.noCandidate?.(first, 'no-code');
    clock.pass(1000);
    clock.pass(1000);
    assert.equal(pictures.length, 3);
  });

  it('shows what was used and what is left of every limit', () => {
    const { view, budget, pictures } = show({ limits: { ms: 900_000, tokens: 50_000, candidates: 20, dollars: 3 } });
    view.turnStarted?.(first);
    assert.match(pictures.at(-1) ?? '', /0 s; 15 min, 50000 tokens, 20 answers, \$3\.00 left$/);
    budget.spend({ tokens: 12_000, candidates: 1, dollars: 0.42 });
    view.turnStarted?.(at('softmax', 2));
    const head = '12000 tokens and $0.42 used; 15 min, 38000 tokens, 19 answers, $2.58 left';
    assert.equal(pictures.at(-1)?.split('\n')[0], head);
  });

  it('gives each of several turns a line, and the problems that are solved one above', () => {
    const { view, clock, lines, pictures } = show({ problems: 3 });
    view.turnStarted?.(first);
    clock.pass(5000);
    view.turnStarted?.(at('relu', 2, 2));
    assert.equal(
      pictures.at(-1),
      [
        '0 of 3 solved',
        '    softmax, turn 1: waiting for the model, 5 s',
        '    relu, turn 2 (dialogue 2): waiting for the model, 0 s',
      ].join('\n'),
    );
    view.verdict?.(at('relu', 2, 2), passIn(0.5));
    view.best?.(at('relu', 2, 2), { turn: 2, medianMs: 0.5, file: 'best/relu.cu' });
    assert.match(lines[0] ?? '', /^ {2}relu, turn 2 \(dialogue 2\): PASS/);
    assert.equal(lines[1], '  best so far of relu: 500 µs');
    assert.equal(pictures.at(-1), 'softmax, turn 1: waiting for the model, 5 s; 1 of 3 solved');
    view.turnStarted?.(at('relu', 3));
    assert.match(pictures.at(-1) ?? '', /^ {4}relu, turn 3: waiting for the model, 0 s; best 500 µs$/m);
  });

  it('shows a dozen turns and how many more there are', () => {
    const { view, pictures } = show();
    for (let turn = 1; turn <= 15; turn++) view.turnStarted?.(at('softmax', turn, turn));
    const lines = pictures.at(-1)?.split('\n') ?? [];
    assert.equal(lines.length, 14);
    assert.equal(lines.at(-1), '    and 3 more');
  });

  it('draws again what goes on after a line that stays', () => {
    const { view, lines, pictures } = show({ problems: 2 });
    view.turnStarted?.(first);
    const going = pictures.at(-1);
    const retried = {
      attempt: 1,
      waitMs: 2000,
      failure: { error: new WarpsmithError('model-overloaded', 'Busy.\u001b[2J'), retryable: true, retryAfterMs: null },
    };
    const staying: (() => void)[] = [
      () => view.problemStarted?.('relu'),
      () => view.dialogueStarted?.({ problem: 'softmax', dialogue: 2, from: 1, bottleneck: 'bank conflicts' }),
      () => view.retry?.(first, retried),
    ];
    for (const happens of staying) {
      pictures.length = 0;
      happens();
      assert.deepEqual(pictures, [going]);
    }
    assert.deepEqual(lines, [
      'relu',
      '  softmax: dialogue 2 starts from the kernel of turn 1 to attack bank conflicts',
      '  softmax, turn 1: again in 2 s: Busy. [2J',
    ]);
  });

  it('begins to count an answer anew when it is asked for again', () => {
    const { view, clock, pictures } = show();
    const failure = { error: new WarpsmithError('model-bad-stream', 'Cut.'), retryable: true, retryAfterMs: null };
    view.turnStarted?.(first);
    view.content?.(first, 'half an answer');
    view.retry?.(first, { attempt: 1, waitMs: 10, failure });
    assert.match(pictures.at(-1) ?? '', /waiting for the model/);
    clock.pass(100);
    view.reasoning?.(first, 'Again');
    assert.match(pictures.at(-1) ?? '', /thinking, 5 characters/);
  });

  it('says nothing of a dialogue that starts from nothing', () => {
    const { view, lines, pictures } = show();
    view.dialogueStarted?.({ problem: 'softmax', dialogue: 1, from: null, bottleneck: null });
    assert.deepEqual([lines, pictures], [[], []]);
  });

  it('says that a kernel was given before', () => {
    const { view, lines } = show();
    view.turnStarted?.(at('softmax', 4));
    view.repeated?.(at('softmax', 4), 2);
    assert.deepEqual(lines, ['  softmax, turn 4: repeated: the kernel of turn 2 again']);
  });

  it('forgets a turn that failed, and what still arrives of it', () => {
    const { view, clock, lines, pictures } = show({ problems: 2 });
    view.turnStarted?.(first);
    view.turnStarted?.(at('relu', 1));
    view.turnFailed?.(first, 'The server is gone.');
    assert.equal(pictures.at(-1), 'relu, turn 1: waiting for the model, 0 s; 0 of 2 solved');
    clock.pass(500);
    view.reasoning?.(first, 'late');
    view.content?.(first, 'later');
    view.candidate?.(first, 'candidates/softmax/001.cu');
    assert.doesNotMatch(pictures.at(-1) ?? '', /softmax/);
    view.turnFailed?.(at('relu', 1), 'The server is gone.');
    assert.equal(pictures.at(-1), '0 of 2 solved');
    assert.deepEqual(lines, []);
  });

  it('counts what a resumed run solved before, and degenerate problems apart', () => {
    const solved = (problem: string): JournalEvent => ({
      ...common,
      type: 'best',
      problem,
      turn: 1,
      file: `best/${problem}.cu`,
      medianMs: null,
    });
    const degenerate = [{ by: 'zeros' as const, output: 'y', sentence: 'Zeros pass.' }];
    const probed: JournalEvent = { ...common, type: 'problem-probed', problem: 'void', degenerate };
    const { view, lines, pictures } = show({ problems: 5, before: [probed, solved('softmax'), solved('void')] });
    view.turnStarted?.(at('softmax', 2));
    assert.equal(pictures.at(-1), 'softmax, turn 2: waiting for the model, 0 s; right already; 1 of 4 solved');
    view.degenerate?.('relu', degenerate);
    assert.deepEqual(lines, ['degenerate relu: Zeros pass.']);
    assert.match(pictures.at(-1) ?? '', /1 of 3 solved/);
  });

  it('draws nothing after its end, whatever still arrives', () => {
    const { view, clock, pictures } = show();
    view.turnStarted?.(first);
    view[Symbol.dispose]();
    clock.pass(5000);
    view.content?.(first, 'late');
    view.turnFailed?.(first, 'Stopped.');
    assert.equal(pictures.length, 1);
    assert.equal(clock.waiting, 0);
  });

  it('writes its lines and nothing that moves where there is no terminal', () => {
    const written: string[] = [];
    const { stderr, stdout } = process;
    const kept = { isTTY: stderr.isTTY, err: stderr.write.bind(stderr), out: stdout.write.bind(stdout) };
    const take = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
    Object.assign(stderr, { isTTY: false, write: take });
    Object.assign(stdout, { write: take });
    try {
      const console = createConsole({ json: false });
      const screen = {
        colours: picocolors.createColors(false),
        progress: (text: string) => console.progress(text),
        line: (text: string) => console.say(text),
      };
      const clock = manualClock();
      using view = runView(screen, createBudget({}, { clock }), { problems: 1, clock });
      view.problemStarted?.('softmax');
      view.turnStarted?.(first);
      view.reasoning?.(first, 'Sixteen bytes.');
      clock.pass(3000);
      view.noCandidate?.(first, 'cut-off');
    } finally {
      Object.assign(stderr, { isTTY: kept.isTTY, write: kept.err });
      Object.assign(stdout, { write: kept.out });
    }
    assert.deepEqual(written, ['softmax\n', '  softmax, turn 1: no candidate in the answer (cut-off)\n']);
  });
});
