/** A pool of recorded answers for one problem, as it lies in `pools/`; docs/replay.md describes the format. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type NoCandidateReason, noCandidateReasons } from '../dialogue/no_candidate.js';
import { messageOf, WarpsmithError } from '../errors.js';
import { packagePath } from '../package_root.js';
import { loadProblem } from '../problem/problem.js';
import { verdictSchema, type Outcome } from '../verify/verdict.js';
import { threadProblems } from './threads.js';

const outcomes = verdictSchema.options.map((option) => option.shape.outcome.value);

/** What comes of an answer: its verdict's outcome, or why there is no candidate in it. */
const endings = [...outcomes, ...noCandidateReasons] as const;

const ending = z.enum(endings, { error: `Expected one of ${endings.join(', ')}.` });
const milliseconds = z.number().min(0);
const tokenCount = z.int().min(0);

const answerSchema = z.strictObject({
  id: z.string().min(1),
  /** The answer whose feedback it was given to; null at the start of a dialogue. */
  after: z.string().min(1).nullable(),
  /** From the request to the last token of the reasoning, and from there to the end of the answer. */
  thinkMs: milliseconds,
  answerMs: milliseconds,
  tokens: z
    .strictObject({
      /** Estimated from the messages without it: what they hold depends on the strategy. */
      prompt: tokenCount.optional(),
      /** All that the model wrote, its reasoning included. */
      completion: tokenCount,
      reasoning: tokenCount,
    })
    .refine(({ completion, reasoning }) => reasoning <= completion, 'Expected completion to include reasoning.'),
  finishReason: z.enum(['stop', 'length']).default('stop'),
  /** On the simulator's small cases. */
  expect: ending,
  /** Where `expect` is unsafe: the kind of the first finding. */
  finding: z.string().min(1).optional(),
  /** On a GPU, where that is something else; several where it depends on luck. */
  expectGpu: z.union([ending, z.array(ending).min(2)]).optional(),
  reasoning: z.string(),
  answer: z.string(),
});

const poolSchema = z.strictObject({
  /** Where the answers come from; shown when they are played. */
  note: z.string().min(1),
  problem: z.string().min(1),
  answers: z.array(answerSchema).min(1),
});

export type PoolAnswer = z.infer<typeof answerSchema>;
export type PoolEnding = Outcome | NoCandidateReason;

export interface Pool extends z.infer<typeof poolSchema> {
  /** The file's base name without `.yaml`. */
  name: string;
}

/** The names of the pools that come along, in alphabetical order. */
export function builtInPools(): string[] {
  return readdirSync(packagePath('pools'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/**
 * A built-in pool by its name, or any by the path of its .yaml file. Throws `bad-file` when it can't be read, is no YAML,
 * lacks fields, has threads that lead nowhere, or is for a problem that is not known.
 */
export function loadPool(nameOrPath: string): Pool {
  const named = /^\w+$/.test(nameOrPath);
  const path = named ? join(packagePath('pools'), `${nameOrPath}.yaml`) : nameOrPath;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const message =
      `Expected the name of a pool or the path of a .yaml file but found "${nameOrPath}" (${messageOf(cause)}). ` +
      `Built in are: ${builtInPools().join(', ')}.`;
    throw new WarpsmithError('bad-file', message, { cause });
  }
  return parsePool(text, path);
}

/** Reads a pool from text; `path` names it and is for messages. Throws `bad-file` with everything that is wrong. */
export function parsePool(text: string, path: string): Pool {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new WarpsmithError('bad-file', `Expected a pool of answers in ${path}: ${messageOf(cause)}`, { cause });
  }
  const parsed = poolSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
    throw badPool(path, issues);
  }
  const pool = parsed.data;
  const issues = [...threadProblems(pool.answers), ...contradictions(pool.answers)];
  try {
    loadProblem(pool.problem);
  } catch (error) {
    issues.push(`problem: ${messageOf(error)}`);
  }
  if (issues.length > 0) throw badPool(path, issues);
  return { name: basename(path, '.yaml'), ...pool };
}

/** Fields of an answer that don't go together. */
function contradictions(answers: readonly PoolAnswer[]): string[] {
  return answers.flatMap(({ finding, expect }, index) =>
    finding !== undefined && expect !== 'unsafe'
      ? [`answers.${index}.finding: Only an answer that is expected to be unsafe has a finding; this one is ${expect}.`]
      : [],
  );
}

function badPool(path: string, issues: readonly string[]): WarpsmithError {
  const lines = issues.map((issue) => `  ${issue}`);
  return new WarpsmithError('bad-file', `${path} is no pool of answers:\n${lines.join('\n')}`);
}
