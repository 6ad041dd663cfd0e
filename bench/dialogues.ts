/**
 * 32 dialogues at once with a server that has R1's pace, made `--speed` times faster, and the faults that a server can
 * have: whether a turn is lost or counted twice, what is booked, what grows, and what the loop itself adds to the model's
 * time. The verifier is a stand-in that takes 20 ms: what a verdict takes is measured elsewhere.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Served } from '../lib/demo/loopback_server.js';
import { createModel } from '../lib/dialogue/model.js';
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { createBudget } from '../lib/search/budget.js';
import { createRunFolder } from '../lib/search/journal.js';
import { runProblems } from '../lib/search/run.js';
import { parseStrategy, plainSearch } from '../lib/search/search_options.js';
import { median } from '../lib/verify/statistics.js';
import type { Engine } from '../lib/verify/engine.js';
import { sampleTask } from '../test/dialogue/sample_task.js';
import { collectGarbage } from '../test/gpu/garbage.js';
import { verifyIn } from '../test/search/seeded_answers.js';
import { type Account, accountOf } from './dialogues_account.js';
import { requestOf } from './dialogues_draw.js';
import { type PlayedTurn, TurnClock } from './dialogues_turns.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';
import { growthOf, openFiles, residentBytes, type MemorySample } from './soak_memory.js';

const seed = 20_261_122;
const problemCount = 16;
const breadth = 2;
const verdictMs = 20;
/** The goal: what the loop adds to the model's time. */
const mostAdded = 0.02;

interface ServerProcess extends AsyncDisposable {
  baseUrl: string;
  served: (Served & { atMs: number })[];
  faults: Record<string, number>;
}

async function startServer(speed: number): Promise<ServerProcess> {
  const child = fork(packagePath('dist', 'bench', 'dialogues_server.js'), [String(seed), String(speed)]);
  const served: ServerProcess['served'] = [];
  const faults: Record<string, number> = {};
  const baseUrl = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('Expected a server that goes on, but it ended.')));
    child.on('message', (message: { baseUrl?: string; served?: Served; fault?: string }) => {
      if (message.baseUrl !== undefined) resolve(message.baseUrl);
      if (message.served) served.push({ ...message.served, atMs: performance.now() });
      if (message.fault !== undefined) faults[message.fault] = (faults[message.fault] ?? 0) + 1;
    });
  });
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await ended;
  };
  return { baseUrl, served, faults, [Symbol.asyncDispose]: end };
}

/** Where a turn's time went, in milliseconds; null for an answer of which the server says nothing. */
interface Parts {
  modelMs: number;
  verifiedMs: number;
  /** Between the turn before and this one, from asking to reading the answer's end, and from there to the feedback. */
  gapMs: number | null;
  readMs: number;
  judgedMs: number;
}

function partsOf(turn: PlayedTurn, modelMs: number | undefined): Parts | null {
  if (modelMs === undefined) return null;
  const { gapMs, askedMs, answeredMs, verifiedMs, doneMs } = turn;
  const readMs = answeredMs - askedMs - modelMs;
  return { modelMs, verifiedMs, gapMs, readMs, judgedMs: doneMs - answeredMs - verifiedMs };
}

/** What the loop did beside the model's work, its failures and the verifier's. */
function addedMsOf({ gapMs, readMs, judgedMs }: Parts): number {
  return (gapMs ?? 0) + readMs + judgedMs;
}

interface Added {
  /** Of the model's time, in all. */
  share: number;
  medianShare: number;
  share99: number;
  medianMs: number;
  ms99: number;
  medianModelMs: number;
}

function addedIn(turns: readonly Parts[]): Added {
  const added = turns.map(addedMsOf);
  const model = turns.map(({ modelMs }) => modelMs);
  const shares = turns.map((turn) => addedMsOf(turn) / turn.modelMs);
  return {
    share: sumOf(added) / sumOf(model),
    medianShare: median(shares),
    share99: quantile(shares, 0.99),
    medianMs: median(added),
    ms99: quantile(added, 0.99),
    medianModelMs: median(model),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export async function benchDialogues(
  engine: Engine,
  folder: string | undefined,
  { quick, minutes = quick ? 0.5 : 10, speed }: SafeBenchOptions,
): Promise<BenchReport> {
  const runFolder = mkdtempSync(join(tmpdir(), 'warpsmith-dialogues-'));
  await using server = await startServer(speed);
  const search = { ...plainSearch, ...parseStrategy(`islands:${breadth}`), width: problemCount * breadth };
  const names = Array.from({ length: problemCount }, (_, index) => `problem_${index + 1}`);
  const limits = { ms: minutes * 60_000, tokens: null, candidates: null };
  const options = {
    problems: names,
    baseUrl: server.baseUrl,
    model: 'r1',
    temperature: 0.6,
    maxTokens: null,
    device: null,
  };
  const journal = createRunFolder(join(runFolder, 'run'), { ...options, search, budget: limits });
  const clock = new TurnClock();
  const verify = clock.timed(verifyIn(verdictMs));
  const model = createModel({
    baseUrl: server.baseUrl,
    model: 'r1',
    firstPauseMs: 1000 / speed,
    maxRetries: 12,
    timeoutMs: 60_000 / speed,
  });
  const memory: (MemorySample & { heapBytes: number; journalBytes: number })[] = [];
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      await wait(limits.ms / 40, undefined, { signal: ended.signal }).catch(() => undefined);
      await collectGarbage();
      memory.push({
        done: clock.played.length,
        parentBytes: residentBytes(process.pid) ?? 0,
        childBytes: null,
        deviceFreeBytes: null,
        openFiles: openFiles(),
        heapBytes: process.memoryUsage().heapUsed,
        journalBytes: statSync(join(journal.folder, 'journal.jsonl')).size,
      });
    }
  })();
  const retries: Record<string, number> = {};
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const budget = createBudget(limits);
  const summaries = await runProblems({
    problems: names.map((name) => ({ task: { ...sampleTask, name }, verify, model })),
    budget,
    journal: clock.watched(journal),
    isolated: true,
    events: {
      retry(place, notice) {
        const { code } = notice.failure.error;
        retries[code] = (retries[code] ?? 0) + 1;
        clock.retry(place, notice);
      },
    },
  });
  const endedMs = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  const used = budget.used();
  ended.abort();
  await watching;
  budget.close();
  journal.close();

  const modelMs = new Map(server.served.map(({ index, ms }) => [index, ms]));
  const turns = clock.played.flatMap((turn) => partsOf(turn, modelMs.get(requestOf(turn.answer.reasoning))) ?? []);
  const added = {
    ...addedIn(turns),
    // All dialogues begin at once, and each writes down that it does.
    behindTheFirst: addedIn(turns.filter(({ gapMs }) => gapMs !== null)),
    cpuShare: (cpu.user + cpu.system) / 1000 / (endedMs - started),
  };
  const account = accountOf(journal.events, server.served, used, endedMs);
  const growth = {
    resident: growthOf(memory, ({ parentBytes }) => parentBytes),
    openFiles: growthOf(memory, (sample) => sample.openFiles),
    ...perTurn(memory),
  };
  const result = {
    seed,
    minutes,
    speed,
    paceNote: "R1's pace is 25 to 60 tokens a second; a server that is quicker sends as many chunks, with more in each",
    dialoguesAtOnce: search.width,
    problems: problemCount,
    strategy: `islands:${breadth}`,
    verifier: `a stand-in that takes ${verdictMs} ms: the loop is what is measured`,
    stopped: [...new Set(summaries.map(({ stopped }) => stopped))],
    account,
    faults: server.faults,
    retries,
    goal: `the loop adds under ${percent(mostAdded)} of the model's time`,
    added,
    growth,
    turns: turns.map(({ modelMs: ofModel, ...parts }) => [
      Math.round(ofModel),
      Math.round(addedMsOf({ modelMs: ofModel, ...parts })),
    ]),
    memory,
  };
  const path = writeResult('dialogues', engine, result, folder);
  rmSync(runFolder, { recursive: true, force: true });
  return { text: table(['dialogues', `${search.width} at once`], rowsOf(result)), path };
}

/** What the loop holds for each turn beside what it has written: all of a run's events stay in memory. */
function perTurn(memory: readonly { done: number; heapBytes: number; journalBytes: number }[]): object {
  const [from, to] = [memory[Math.floor(memory.length / 4)], memory.at(-1)];
  if (!from || !to || to.done === from.done) return {};
  const turns = to.done - from.done;
  return {
    heapBytesPerTurn: (to.heapBytes - from.heapBytes) / turns,
    journalBytesPerTurn: (to.journalBytes - from.journalBytes) / turns,
  };
}

interface Told {
  minutes: number;
  speed: number;
  account: Account;
  faults: Record<string, number>;
  added: Added & { behindTheFirst: Added; cpuShare: number };
  growth: object;
}

function rowsOf({ minutes, speed, account, faults, added, growth }: Told): string[][] {
  const bytes = growth as { heapBytesPerTurn?: number; journalBytesPerTurn?: number };
  return [
    ['minutes', digits(minutes, 3)],
    ['times R1’s pace', digits(speed, 3)],
    ...Object.entries(account).map(([what, count]) => [what, String(count)]),
    ['faults', String(sumOf(Object.values(faults)))],
    ['model’s time of a turn, median', `${digits(added.medianModelMs, 3)} ms`],
    ['the loop adds, median', `${digits(added.medianMs, 3)} ms, ${percent(added.medianShare)}`],
    ['the loop adds, 99 of 100', `${digits(added.ms99, 3)} ms, ${percent(added.share99)}`],
    ['the loop adds in all', `${percent(added.share)} (goal: under ${percent(mostAdded)})`],
    ['  behind the first turns', percent(added.behindTheFirst.share)],
    ['CPU of the loop’s process', percent(added.cpuShare)],
    ['heap grows a turn', `${digits((bytes.heapBytesPerTurn ?? NaN) / 1024, 3)} KiB`],
    ['journal grows a turn', `${digits((bytes.journalBytesPerTurn ?? NaN) / 1024, 3)} KiB`],
  ];
}
