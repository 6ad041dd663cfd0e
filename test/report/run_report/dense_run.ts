/** A run with many turns of mixed outcomes, made up from a seed: what charts and tables look like when they are full. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../../lib/problem/problem.js';
import type { JournalEvent, NewJournalEvent } from '../../../lib/search/journal_events.js';
import { runFileText } from '../../../lib/search/run_options.js';
import type { SearchOptions } from '../../../lib/search/search_options.js';
import type { Outcome, Verdict } from '../../../lib/verify/verdict.js';
import { seededRandom } from '../../dialogue/seeded_random.js';
import { sampleRunOptions } from '../../search/scratch_folder.js';
import { sampleVerdict } from '../../verify/sample_verdicts.js';
import { fastPass } from './sample_run.js';

export interface DenseRun {
  problems: number;
  /** The most turns that a problem gets. */
  turns: number;
  seed: number;
  /** Characters of an answer's reasoning, on the average. */
  reasoning?: number;
  /** Dialogues of a problem, which take turns; with 1 the events name none, as those of older runs. */
  dialogues?: number;
  search?: SearchOptions;
}

const failures: readonly Outcome[] = [
  'plan-error',
  'policy-error',
  'compile-error',
  'compile-error',
  'unsafe',
  'unsafe',
  'fault',
  'hang',
  'incorrect',
  'incorrect',
  'incorrect',
  'implausible',
];
const words =
  'the tile is read once into shared memory so that each warp keeps its row of scores in registers wait let me check whether stride 68 avoids bank conflicts because float4 loads need 16-byte alignment hmm exp2f(x * 1.44269504f) __shfl_xor_sync(0xffffffff, v, 16) and then'.split(
    ' ',
  );

/** Writes `run.json`, the journal and the candidates at once: the journal's own way waits for the disk at each event. */
export function writeDenseRun(folder: string, wanted: DenseRun): void {
  const random = seededRandom(wanted.seed);
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: wanted.problems }, (_, index) => `problem_${index + 1}_attention_sliding_window`);
  const start = Date.UTC(2026, 0, 5, 9);
  const lines: string[] = [];
  let usedMs = 0;
  const append = (event: NewJournalEvent): void => {
    const whole: JournalEvent = { at: new Date(start + usedMs).toISOString(), usedMs, ...event };
    lines.push(JSON.stringify(whole));
  };
  append({ type: 'run-started', resumed: false });
  for (const problem of names) {
    for (const step of problemSteps(problem, wanted, random)) {
      usedMs += step.ms;
      append(step.event);
      if (step.event.type !== 'candidate' || step.source === undefined) continue;
      const path = join(folder, step.event.file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, step.source);
    }
  }
  append({ type: 'run-stopped', reason: 'candidates' });
  const search = wanted.search === undefined ? {} : { search: wanted.search };
  const options = { ...sampleRunOptions, problems: names, model: 'deepseek-reasoner', ...search };
  writeFileSync(join(folder, 'run.json'), runFileText(options, new Date(start)));
  writeFileSync(join(folder, 'journal.jsonl'), `${lines.join('\n')}\n`);
}

interface DenseStep {
  /** Since the step before. */
  ms: number;
  event: NewJournalEvent;
  source?: string;
}

function* problemSteps(problem: string, wanted: DenseRun, random: () => number): Generator<DenseStep> {
  const { dialogues = 1, reasoning = 2000 } = wanted;
  const isHopeless = random() < 0.2;
  const baselineMs = 10 ** (random() * 3 - 2);
  const turns = Math.max(dialogues, Math.ceil(wanted.turns * (0.4 + 0.6 * random())));
  let bestMs = baselineMs * (1.5 + 4 * random());
  let best: number | null = null;
  yield { ms: 0, event: { type: 'problem-probed', problem, degenerate: [] } };
  yield {
    ms: 0,
    event: { type: 'problem-started', problem, task: `Write the fastest ${problem}.\n\n${prose(random, 1500)}` },
  };
  for (let turn = 1; turn <= turns; turn++) {
    const dialogue = ((turn - 1) % dialogues) + 1;
    const inTurn = { problem, turn, ...(dialogues === 1 ? {} : { dialogue }) };
    if (dialogues > 1 && turn === dialogue) {
      const from = best !== null && random() < 0.5 ? best : null;
      yield {
        ms: 0,
        event: { type: 'dialogue-started', problem, dialogue, from, bottleneck: null, message: prose(random, 400) },
      };
    }
    yield {
      ms: 5,
      event: { type: 'turn-started', ...inTurn, messages: 2 * turn - 1, estimatedTokens: 900 * turn, leftOut: [] },
    };
    const ms = 8000 + 90_000 * random() ** 3;
    if (random() < 0.03) {
      const message = 'Expected an answer but the connection was reset.';
      yield { ms, event: { type: 'turn-failed', ...inTurn, code: 'model', message } };
      yield { ms: 2000, event: { type: 'turn-started', ...inTurn, messages: 1, estimatedTokens: 900, leftOut: [] } };
    }
    const source = kernelText(problem, turn, random);
    const thought = prose(random, reasoning * (0.2 + 1.6 * random()));
    const tokens = Math.ceil((thought.length + source.length) / 3.5) + 900;
    const cutOff = random() < 0.05;
    yield {
      ms,
      event: {
        type: 'answer',
        ...inTurn,
        reasoning: thought,
        content: `Here is the kernel.\n\n\`\`\`cuda\n${source}\`\`\`\n`,
        finishReason: cutOff ? 'length' : 'stop',
        usage: null,
        tokens,
        dollars: tokens * 2.19e-6,
        ms,
        firstTokenMs: 400,
      },
    };
    if (cutOff) {
      yield { ms: 1, event: { type: 'no-candidate', ...inTurn, reason: 'cut-off' } };
      yield { ms: 1, event: { type: 'feedback', ...inTurn, text: 'Your answer was cut off. Answer more shortly.' } };
      continue;
    }
    const file = `candidates/${problem}/${String(turn).padStart(3, '0')}.cu`;
    yield { ms: 1, event: { type: 'candidate', ...inTurn, file }, source };
    const passes = !isHopeless && random() < 0.15 + (0.6 * turn) / turns;
    const medianMs = bestMs * (0.55 + 0.55 * random());
    const verdict = passes
      ? fastPass(medianMs, baselineMs)
      : sampleVerdict(failures[Math.floor(random() * failures.length)]!);
    yield {
      ms: 300 + 4000 * random(),
      event: { type: 'verdict', ...inTurn, verdict: judged(verdict, source, random) },
    };
    if (passes && (best === null || medianMs < bestMs)) {
      best = turn;
      bestMs = medianMs;
      yield { ms: 1, event: { type: 'best', ...inTurn, file: `best/${problem}.cu`, medianMs } };
    }
    yield { ms: 1, event: { type: 'feedback', ...inTurn, text: `Turn ${turn}: ${prose(random, 800)}` } };
  }
  for (let dialogue = 1; dialogues > 1 && dialogue <= dialogues; dialogue++) {
    yield { ms: 0, event: { type: 'dialogue-stopped', problem, dialogue, reason: 'candidates' } };
  }
  yield { ms: 10, event: { type: 'problem-stopped', problem, reason: 'candidates' } };
}

function judged(verdict: Verdict, source: string, random: () => number): Verdict {
  const compile = { rung: 'compile' as const, status: 'passed' as const, ms: 100 + 400 * random() };
  return {
    ...verdict,
    device: sampleVerdict('pass').device,
    candidate: { sha256: sha256(source), name: null },
    rungs: [...verdict.rungs, compile],
  };
}

function prose(random: () => number, characters: number): string {
  const chosen: string[] = [];
  for (let length = 0; length < characters; length += chosen.at(-1)!.length + 1) {
    const ends = random() < 0.02 ? '.\n\n' : '';
    chosen.push(words[Math.floor(random() * words.length)]! + ends);
  }
  return chosen.join(' ');
}

/** A kernel in looks only: enough lines that differ from turn to turn. */
function kernelText(problem: string, turn: number, random: () => number): string {
  const body = Array.from({ length: 30 + Math.floor(40 * random()) }, (_, line) =>
    random() < 0.7
      ? `  acc[${line % 8}] = fmaf(q[${line}], k_tile[row * 68 + ${line}], acc[${line % 8}]);`
      : `  const float4 v${line} = *reinterpret_cast<const float4*>(tile + ${Math.floor(random() * 64) * 4} + threadIdx.x * 4);  // turn ${turn}, kept in registers`,
  );
  return [`// ${problem}`, 'extern "C" __global__ void attention(const float* q, float* out) {', ...body, '}', ''].join(
    '\n',
  );
}
