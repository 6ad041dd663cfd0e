import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedTurn } from '../../lib/demo/dialogue_file.js';
import { startLoopbackServer, type LoopbackOptions } from '../../lib/demo/loopback_server.js';
import { createModel } from '../../lib/dialogue/model.js';
import type { Price } from '../../lib/dialogue/prices.js';
import { WarpsmithError } from '../../lib/errors.js';
import { createBudget, type Limits } from '../../lib/search/budget.js';
import { createRunFolder, openRunFolder, type Journal } from '../../lib/search/journal.js';
import { type RunContext, runProblems } from '../../lib/search/run.js';
import { spentIn } from '../../lib/search/spent.js';
import type { ProblemSummary } from '../../lib/search/summary.js';
import type { Verify } from '../../lib/search/verify.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { sampleSource, turnWith, turnWithoutCode } from '../demo/sample_dialogue.js';
import { sampleTask } from '../dialogue/sample_task.js';
import { passIn, sampleVerdict, simulator } from '../verify/sample_verdicts.js';
import { sampleRunOptions, scratchFolder } from './scratch_folder.js';

/** Judges candidates by their label. */
function verifyBy(verdicts: Record<string, Verdict>): Verify {
  return async (source) => {
    const label = /\/\/ (.*)\n/.exec(source)![1]!;
    return verdicts[label] ?? assert.fail(`No verdict for ${label}`);
  };
}

const none = { ms: null, tokens: null, candidates: null };
const turns = [
  turnWith('typo'),
  turnWithoutCode,
  turnWith('wrong'),
  turnWith('right'),
  turnWith('fast'),
  turnWith('slow'),
];
const verify = verifyBy({
  typo: sampleVerdict('compile-error'),
  wrong: sampleVerdict('incorrect'),
  right: passIn(2),
  fast: passIn(0.5),
  slow: passIn(3),
});

interface Play {
  journal: Journal;
  turns?: RecordedTurn[];
  server?: LoopbackOptions;
  limits?: Partial<Limits>;
  price?: Price;
  options?: Partial<RunContext> & { verify?: Verify };
}

async function play({
  journal,
  limits,
  price,
  options,
  ...recorded
}: Play): Promise<{ summary: ProblemSummary; asked: object[]; maxTokens: (number | undefined)[] }> {
  await using server = await startLoopbackServer({ turns: recorded.turns ?? turns }, recorded.server);
  const model = createModel({ baseUrl: server.baseUrl, model: 'r1', firstPauseMs: 1, maxRetries: 1, price });
  const budget = createBudget({ ...none, candidates: turns.length, ...limits }, { used: spentIn(journal.events) });
  try {
    const { verify: judge = verify, ...rest } = options ?? {};
    const problems = [{ task: sampleTask, verify: judge, model }];
    const [summary] = await runProblems({ problems, budget, journal, ...rest });
    assert(summary);
    const asked = server.requests.map(({ body }) => JSON.parse(body) as { messages: object[]; max_tokens?: number });
    const maxTokens = asked.map(({ max_tokens }) => max_tokens);
    return { summary, asked: asked.map(({ messages }) => messages), maxTokens };
  } finally {
    budget.close();
  }
}

const typesIn = (journal: Journal) => journal.events.map(({ type }) => type);

describe('a run of one dialogue', () => {
  const folder = scratchFolder();
  let journal: Journal;
  beforeEach(() => {
    journal = createRunFolder(folder(), sampleRunOptions);
  });
  afterEach(() => journal.close());

  it('leads from errors to a right and then to a faster candidate', async () => {
    const { summary, asked } = await play({ journal });
    assert.deepEqual(
      { ...summary, tokens: 0 },
      {
        problem: 'scale',
        solved: true,
        bestMs: 0.5,
        bestFile: 'best/scale.cu',
        dialogues: 1,
        turns: 6,
        tokens: 0,
        stopped: 'candidates',
        message: null,
      },
    );
    assert.ok(summary.tokens > 0);
    assert.equal(readFileSync(join(folder(), 'best/scale.cu'), 'utf8'), sampleSource('fast'));
    assert.equal(readFileSync(join(folder(), 'candidates/scale/006.cu'), 'utf8'), sampleSource('slow'));
    const last = asked.at(-1) as { role: string; content: string }[];
    const replies = last.filter(({ role }) => role === 'user').map(({ content }) => content);
    assert.match(replies[0]!, /# The problem: scale/);
    assert.match(replies[1]!, /Turn 1: the code does not compile/);
    assert.match(replies[2]!, /Turn 2: no candidate was found/);
    assert.match(replies[3]!, /Turn 3: .*wrong/);
    assert.match(replies[4]!, /Turn 4: right[^]*first right answer/);
    assert.match(replies[5]!, /Turn 5: right[^]*4 times as fast/);
    assert.equal(replies.length, 6);
  });

  it('writes each step down as it happens', async () => {
    await play({ journal, limits: { candidates: 2 } });
    assert.deepEqual(typesIn(journal), [
      ...['run-started', 'problem-started', 'dialogue-started'],
      ...['turn-started', 'answer', 'candidate', 'verdict', 'feedback'],
      ...['turn-started', 'answer', 'no-candidate', 'feedback'],
      ...['problem-stopped', 'run-stopped'],
    ]);
    const answer = journal.events.find((event) => event.type === 'answer');
    assert.equal(answer?.reasoning, turns[0]!.reasoning);
  });

  it('tells what happens', async () => {
    const told: string[] = [];
    const events = {
      problemStarted: (problem: string) => told.push(problem),
      turnStarted: ({ turn }: { turn: number }) => told.push(`turn ${turn}`),
      verdict: (_place: unknown, { outcome }: Verdict) => told.push(outcome),
      noCandidate: (_place: unknown, reason: string) => told.push(reason),
      best: (_place: unknown, { medianMs }: { medianMs: number | null }) => told.push(`best ${medianMs}`),
      problemStopped: ({ stopped }: ProblemSummary) => told.push(stopped),
    };
    await play({ journal, limits: { candidates: 4 }, options: { events } });
    assert.deepEqual(told, [
      ...['scale', 'turn 1', 'compile-error', 'turn 2', 'no-code', 'turn 3', 'incorrect'],
      ...['turn 4', 'pass', 'best 2', 'candidates'],
    ]);
  });

  it('resumes where it was stopped, as if nothing had happened', async () => {
    const whole = await play({ journal });
    const other = join(folder(), 'other');
    for (const candidates of [1, 2, 4, 5, 6]) {
      const part = candidates === 1 ? createRunFolder(other, sampleRunOptions) : openRunFolder(other);
      const { summary, asked } = await play({ journal: part, limits: { candidates } });
      assert.equal(summary.turns, candidates);
      assert.deepEqual(asked.at(-1), whole.asked[candidates - 1]);
      if (candidates === 6) assert.deepEqual(summary, whole.summary);
      part.close();
    }
  });

  it('judges an answer again that was not judged, without paying for it again', async () => {
    const stop = new AbortController();
    const endless: Verify = (_source, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new WarpsmithError('aborted', 'stopped')));
      });
    const events = { candidate: () => stop.abort() };
    const first = await play({ journal, options: { verify: endless, signal: stop.signal, events } });
    assert.equal(first.summary.stopped, 'aborted');
    assert.match(first.summary.message!, /warpsmith resume/);
    assert.equal(first.summary.turns, 0);
    const second = await play({ journal, limits: { candidates: 1 } });
    assert.equal(second.asked.length, 0);
    assert.deepEqual([second.summary.turns, second.summary.stopped], [1, 'candidates']);
  });

  it('repeats a turn whose answer was stopped', async () => {
    const stop = new AbortController();
    const server: LoopbackOptions = {
      fault: ({ turn }) => (turn === 1 ? { kind: 'silence', afterEvents: 2 } : undefined),
    };
    const events = { turnStarted: ({ turn }: { turn: number }) => turn === 2 && setImmediate(() => stop.abort()) };
    const first = await play({ journal, server, options: { signal: stop.signal, events } });
    assert.deepEqual([first.summary.turns, first.summary.stopped], [1, 'aborted']);
    const { summary } = await play({ journal });
    assert.equal(summary.turns, 6);
    assert.equal(summary.bestMs, 0.5);
  });

  it('stops an answer in flight at the time limit', async () => {
    const server: LoopbackOptions = { fault: () => ({ kind: 'silence', afterEvents: 2 }) };
    const { summary } = await play({ journal, server, limits: { ms: 60 } });
    assert.deepEqual([summary.stopped, summary.turns, summary.message], ['time', 0, null]);
  });

  it('stops before a request whose prompt alone would pass the tokens', async () => {
    const { summary, asked } = await play({ journal, limits: { tokens: 1 } });
    assert.deepEqual([summary.stopped, summary.turns, asked.length], ['tokens', 0, 0]);
  });

  it('stops before a request that would pass the tokens if its answer were as long as the longest so far', async () => {
    const { summary: first } = await play({ journal, limits: { candidates: 1 } });
    const limits = { candidates: 5, tokens: 2 * first.tokens - 1 };
    const { summary, asked } = await play({ journal, limits });
    assert.deepEqual([summary.stopped, summary.turns, asked.length], ['tokens', 1, 0]);
    assert.ok(summary.tokens <= limits.tokens);
  });

  it('stops before a request that would pass the money, and asks for no longer answer than it buys', async () => {
    // A dollar for each token that the model writes.
    const price = { input: 0, cachedInput: 0, output: 1e6 };
    const money = 60;
    const { summary: first, asked, maxTokens } = await play({ journal, limits: { dollars: money }, price });
    const lengths = journal.events.flatMap((event) => (event.type === 'answer' ? [event.usage!.completionTokens] : []));
    assert.equal(first.stopped, 'money');
    assert.equal(asked.length, lengths.length);
    const spent = lengths.reduce((sum, length) => sum + length, 0);
    assert.equal(spentIn(journal.events).dollars, spent);
    assert.ok(
      spent <= money && spent + Math.max(...lengths) > money,
      `spent ${spent} of ${money} in ${String(lengths)}`,
    );
    assert.deepEqual(
      maxTokens,
      lengths.map((_, index) => money - lengths.slice(0, index).reduce((sum, length) => sum + length, 0)),
    );
    const { summary: again } = await play({ journal, limits: { dollars: money }, price });
    assert.deepEqual([again.stopped, again.turns], ['money', first.turns]);
  });

  for (const outcome of ['fault', 'hang'] as const) {
    it(`stops after a ${outcome}, with the verdict in the journal`, async () => {
      const verifyBad = verifyBy({ typo: sampleVerdict(outcome) });
      const { summary } = await play({ journal, options: { verify: verifyBad } });
      assert.equal(summary.stopped, 'device-lost');
      assert.match(summary.message!, /unusable for this process[^]*warpsmith resume/);
      assert.ok(typesIn(journal).includes('verdict'));
      const resumed = await play({ journal });
      assert.equal(resumed.summary.bestMs, 0.5);
    });

    it(`goes on after a ${outcome} where that takes nothing from the verifier: it is the next prompt`, async () => {
      const verifyBad: Verify = async (source, signal) =>
        source.includes('// typo') ? sampleVerdict(outcome) : verify(source, signal);
      const { summary, asked } = await play({ journal, options: { verify: verifyBad, isolated: true } });
      assert.deepEqual([summary.stopped, summary.bestMs, summary.turns], ['candidates', 0.5, 6]);
      const replies = (asked[1] as { role: string; content: string }[]).filter(({ role }) => role === 'user');
      assert.match(replies.at(-1)!.content, outcome === 'fault' ? /CUDA_ERROR_ILLEGAL_ADDRESS/ : /did not end/);
    });
  }

  it('stops when the verifier has no device any more', async () => {
    const failing: Verify = () => Promise.reject(new WarpsmithError('engine-failed', 'No process starts.'));
    const { summary } = await play({ journal, options: { verify: failing, isolated: true } });
    assert.equal(summary.stopped, 'device-lost');
    assert.match(summary.message!, /No process starts\.[^]*warpsmith resume/);
  });

  it('goes on after a deadline of the simulator, which is not lost', async () => {
    const verifyLate = verifyBy({ typo: sampleVerdict('unverified', { device: simulator }), right: passIn(null) });
    const played = [turnWith('typo'), turnWith('right')];
    const { summary } = await play({
      journal,
      turns: played,
      limits: { candidates: 2 },
      options: { verify: verifyLate },
    });
    assert.deepEqual([summary.stopped, summary.solved, summary.bestMs], ['candidates', true, null]);
  });

  it('stops when the model can not go on, and says how to', async () => {
    const server: LoopbackOptions = { fault: ({ turn }) => (turn === 1 ? { kind: 'status', status: 402 } : undefined) };
    const { summary } = await play({ journal, server });
    assert.deepEqual([summary.stopped, summary.turns], ['model', 1]);
    assert.match(summary.message!, /402[^]*Top it up[^]*warpsmith resume/);
    const failed = journal.events.find((event) => event.type === 'turn-failed');
    assert.equal(failed?.code, 'model-balance');
  });

  it('stops when the verifier can not go on', async () => {
    const options = { verify: () => Promise.reject(new WarpsmithError('no-compiler', 'NVRTC is missing.')) };
    const { summary } = await play({ journal, options });
    assert.equal(summary.stopped, 'verifier');
    assert.match(summary.message!, /NVRTC is missing/);
  });

  it('tells the model when its answer was cut off', async () => {
    const server: LoopbackOptions = { fault: () => ({ kind: 'finish', reason: 'length', share: 0.6 }) };
    await play({ journal, server, limits: { candidates: 1 } });
    const reply = journal.events.find((event) => event.type === 'feedback');
    assert.match(reply!.text, /length limit/);
  });

  it('goes on after verdicts that could not be reached here', async () => {
    const unverified: Verify = async () => sampleVerdict('unverified');
    const { summary } = await play({ journal, options: { verify: unverified } });
    assert.deepEqual([summary.solved, summary.bestFile, summary.turns], [false, null, 6]);
  });

  it('prefers a timed candidate to an untimed one', async () => {
    const mixed = verifyBy({ a: passIn(null), b: passIn(9), c: passIn(null) });
    const play3 = {
      journal,
      turns: ['a', 'b', 'c'].map(turnWith),
      limits: { candidates: 3 },
      options: { verify: mixed },
    };
    const { summary } = await play(play3);
    assert.deepEqual([summary.solved, summary.bestMs], [true, 9]);
  });

  it('lets a bug through', async () => {
    const options = { verify: () => Promise.reject(new TypeError('a bug')) };
    await assert.rejects(play({ journal, options }), TypeError);
  });
});
