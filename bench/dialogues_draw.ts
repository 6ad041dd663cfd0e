/** What a seed draws for each request of the bench of dialogues: its answer, its pace, and what goes wrong with it. */
import type { Fault } from '../lib/demo/faults.js';
import type { RecordedTurn } from '../lib/demo/dialogue_file.js';
import type { Pace } from '../lib/demo/loopback_server.js';
import { turnOf } from '../test/search/seeded_answers.js';

export interface Drawn {
  random: () => number;
  /** Counts the server's requests from 0. */
  index: number;
  /** How many times faster than R1. */
  speed: number;
}

/** R1 sends a token at a time; with more of them in a chunk, a quicker server sends as many chunks a second. */
export function tokensInChunk(speed: number): number {
  return Math.max(1, Math.round(speed));
}

const words = 'so the warp reads sixteen bytes a thread wait the tail has to be masked then again'.split(' ');

/** Of 500 to 16,000 tokens of reasoning, 4,000 in the middle, which begin with the request's number. */
export function answerAt({ random, index }: Drawn): RecordedTurn {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const tokens = Math.min(16_000, Math.max(500, 4000 * Math.exp(0.6 * normal)));
  const { answer } = turnOf(Math.floor(8 * random()), 1 + Math.floor(500 * random()), `request ${index}`);
  let reasoning = `Request ${index}.`;
  while (reasoning.length < 4 * tokens) reasoning += ` ${words[Math.floor(words.length * random())]}`;
  return { reasoning, answer };
}

/** The number that an answer's reasoning begins with. */
export function requestOf(reasoning: string): number {
  return Number(/^Request (\d+)\./.exec(reasoning)?.[1] ?? NaN);
}

/** A second to fifteen until the first token, a keep-alive every five, then 25 to 60 tokens a second. */
export function paceAt({ random, speed }: Drawn): Pace {
  const firstMs = (1000 + 14_000 * random()) / speed;
  const tokensPerSecond = 25 + 35 * random();
  return { firstMs, keepAliveMs: 5000 / speed, delayMs: (1000 * tokensInChunk(speed)) / tokensPerSecond / speed };
}

const wrongUsages: unknown[] = [
  undefined,
  null,
  {},
  'many',
  { prompt_tokens: -5, completion_tokens: 100 },
  { prompt_tokens: '900', completion_tokens: '4000' },
  { prompt_tokens: 900, completion_tokens: 1e15 },
  { prompt_tokens: 900, completion_tokens: 0.5 },
];

/** One request in four meets something. Breaks come before the shortest answer's end. */
export function faultAt({ random, speed }: Drawn): Fault | undefined {
  const which = random();
  const share = random();
  const shortest = 500 / tokensInChunk(speed);
  const afterEvents = 1 + Math.floor(share * (shortest - 2));
  const retryAfter = ((1 + 4 * share) / speed).toFixed(3);
  const faults: [number, Fault][] = [
    [0.05, { kind: 'status', status: 429, retryAfter }],
    [0.03, { kind: 'status', status: 500 }],
    [0.03, { kind: 'status', status: 503, retryAfter }],
    [0.03, { kind: 'break-off', afterEvents }],
    [0.015, { kind: 'early-end', afterEvents }],
    [0.015, { kind: 'garbage', afterEvents }],
    [0.01, { kind: 'error-event', code: 500, message: 'The engine died.' }],
    [0.01, { kind: 'silence', afterEvents }],
    [0.02, { kind: 'stall', afterEvents, ms: (10_000 + 30_000 * share) / speed }],
    [0.04, { kind: 'usage', usage: wrongUsages[Math.floor(share * wrongUsages.length)] }],
  ];
  let below = 0;
  return faults.find(([likelihood]) => which < (below += likelihood))?.[1];
}
