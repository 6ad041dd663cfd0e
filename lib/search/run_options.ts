/** run.json: what a run was started with. The API key is never part of it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf, WarpsmithError } from '../errors.js';
import { searchOptionsSchema } from './search_options.js';

/** Raised when an older warpsmith could no longer read the folder: 2 came with strategies, 3 with modules. */
export const runVersion = 3;

const limit = z.number().positive().nullable();
const dollars = z.number().nonnegative();

export const runOptionsSchema = z.strictObject({
  /** Names that come along, paths of .cu files, and modules as `FILE.py[:Model]`. */
  problems: z.array(z.string()).min(1),
  /** Of each problem, as it was when the run began; left out by older runs. */
  sha256: z.array(z.string()).optional(),
  /** The Python that has PyTorch; left out for the one that is found. */
  python: z.string().optional(),
  /** Of one answer of PyTorch about a module; left out for the usual. */
  moduleDeadlineMs: z.number().positive().optional(),
  /** "chat" for a person with a chat window, "pool" for recorded answers; left out for a server. */
  provider: z.enum(['chat', 'pool']).optional(),
  /** Of recorded answers: names or files, one for each problem, and how many times faster than recorded. */
  pools: z.array(z.string()).optional(),
  speed: z.number().positive().optional(),
  baseUrl: z.string(),
  model: z.string(),
  temperature: z.number().nullable(),
  /** Whether the usage has to be asked for; left out where it does. */
  streamUsage: z.boolean().optional(),
  /** US dollars for a million tokens; left out where what is listed counts. */
  price: z.strictObject({ input: dollars, cachedInput: dollars, output: dollars }).optional(),
  maxTokens: z.int().positive().nullable(),
  /** Null when the verifier chooses. */
  device: z.string().nullable(),
  /** Left out by older runs, which have one dialogue for each problem. */
  search: searchOptionsSchema.optional(),
  /** Milliseconds, tokens, answers and US dollars. */
  budget: z.strictObject({ ms: limit, tokens: limit, candidates: limit, dollars: limit.optional() }),
});
export type RunOptions = z.infer<typeof runOptionsSchema>;

const runFileSchema = z.strictObject({
  version: z.union([z.literal(1), z.literal(2), z.literal(runVersion)]),
  createdAt: z.string(),
  options: runOptionsSchema,
});

/** The text of a new run.json. */
export function runFileText(options: RunOptions, now = new Date()): string {
  const file: z.infer<typeof runFileSchema> = { version: runVersion, createdAt: now.toISOString(), options };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads run.json. Throws `run-folder` when it is missing, damaged, or of a newer version. */
export function readRunFile(path: string): RunOptions {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new WarpsmithError('run-folder', `Expected a run's options in ${path}: ${messageOf(cause)}.`, { cause });
  }
  const version = z.object({ version: z.number() }).safeParse(value).data?.version;
  if (version !== undefined && version > runVersion) {
    throw new WarpsmithError(
      'run-folder',
      `${path} has version ${version}; this warpsmith reads up to ${runVersion}. Resume it with the newer one.`,
    );
  }
  const parsed = runFileSchema.safeParse(value);
  if (parsed.success) return parsed.data.options;
  const issue = parsed.error.issues[0]!;
  throw new WarpsmithError('run-folder', `${path}: ${issue.path.join('.')}: ${issue.message}.`);
}
