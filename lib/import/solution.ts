/** What the Python of a solution says. Python's own parser reads it (`python/warpsmith_import/`); nothing of it is run. */
import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { WarpsmithError, messageOf } from '../errors.js';
import { packagePath } from '../package_root.js';
import { findPython } from '../torch/find_python.js';
import type { Expression, HostFunction, Statement } from './syntax.js';

const line = z.int().min(0);
const expression: z.ZodType<Expression> = z.lazy(() => expressionSchema);
const statement: z.ZodType<Statement> = z.lazy(() => statementSchema);

/** Only the kinds that Python has. */
const expressionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ line, kind: z.literal('number'), value: z.number(), real: z.boolean() }),
  z.strictObject({ line, kind: z.literal('string'), value: z.string() }),
  z.strictObject({ line, kind: z.literal('name'), name: z.string() }),
  z.strictObject({ line, kind: z.literal('member'), of: expression, name: z.string() }),
  z.strictObject({
    line,
    kind: z.literal('call'),
    callee: expression,
    args: z.array(expression),
    named: z.record(z.string(), expression),
  }),
  z.strictObject({ line, kind: z.literal('index'), of: expression, index: expression }),
  z.strictObject({ line, kind: z.literal('unary'), op: z.string(), of: expression }),
  z.strictObject({ line, kind: z.literal('binary'), op: z.string(), left: expression, right: expression }),
  z.strictObject({
    line,
    kind: z.literal('conditional'),
    condition: expression,
    then: expression,
    otherwise: expression,
  }),
  z.strictObject({ line, kind: z.literal('list'), items: z.array(expression) }),
  z.strictObject({ line, kind: z.literal('assign'), op: z.string(), target: expression, value: expression }),
  z.strictObject({ line, kind: z.literal('extension'), index: z.int().min(0) }),
  z.strictObject({ line, kind: z.literal('unread'), what: z.string() }),
]);

const statementSchema = z.discriminatedUnion('kind', [
  z.strictObject({ line, kind: z.literal('expression'), value: expression }),
  z.strictObject({ line, kind: z.literal('return'), value: expression.nullable() }),
  z.strictObject({
    line,
    kind: z.literal('if'),
    condition: expression,
    then: z.array(statement),
    otherwise: z.array(statement),
  }),
  z.strictObject({ line, kind: z.literal('block'), body: z.array(statement) }),
  z.strictObject({ line, kind: z.literal('throw') }),
  z.strictObject({ line, kind: z.literal('unread'), what: z.string() }),
]);

const functionSchema: z.ZodType<HostFunction> = z.strictObject({
  name: z.string(),
  line,
  parameters: z.array(
    z.strictObject({ name: z.string(), type: z.null(), byReference: z.boolean(), initial: expression.nullable() }),
  ),
  body: z.array(statement),
});

/** `text` is null where it cannot be told without running the file; `lines` says where each of its lines stands. */
const textSchema = z.strictObject({ line, text: z.string().nullable(), lines: z.array(line) });

const extensionSchema = z.strictObject({
  line,
  cuda: textSchema.nullable(),
  cpp: textSchema.nullable(),
  /** Null where they are not listed. */
  functions: z.array(z.string()).nullable(),
  flags: z.array(z.string()),
});
export type Extension = z.infer<typeof extensionSchema>;

const solutionSchema = z.strictObject({
  /** One for each call of `load_inline`. */
  extensions: z.array(extensionSchema),
  model: z.strictObject({ name: z.string(), line, methods: z.record(z.string(), functionSchema) }).nullable(),
  classes: z.array(z.string()),
  globals: z.record(z.string(), expression),
  functions: z.record(z.string(), functionSchema),
  /** Of a problem's file: its whole numbers by the names that dims have. */
  sizes: z.record(z.string(), z.number()),
});
export type Solution = z.infer<typeof solutionSchema>;

const foundSchema = z.union([z.strictObject({ ok: solutionSchema }), z.strictObject({ failed: z.string() })]);

/** Reading takes milliseconds, starting Python a tenth of a second. */
const deadlineMs = 60_000;
const mostBytes = 2 ** 28;

export interface SolutionOptions {
  /** The class; default "ModelNew". */
  model?: string;
  /** Whether the file's whole numbers are a problem's sizes: it is the problem's own file. */
  sizes?: boolean;
  python?: string | undefined;
}

/** Rejects with `bad-file` for what is no Python, and with `no-torch` where there is no Python at all. */
export async function readSolution(file: string, options: SolutionOptions = {}): Promise<Solution> {
  const { path } = findPython(options.python, process.env, { plain: true });
  const words = ['-m', 'warpsmith_import', '--class', options.model ?? 'ModelNew'];
  const env = { ...process.env, PYTHONPATH: [packagePath('python'), process.env.PYTHONPATH ?? ''].join(delimiter) };
  const limits = { timeout: deadlineMs, maxBuffer: mostBytes, env };
  let stdout: string;
  try {
    const all = [...words, ...(options.sizes === true ? ['--sizes'] : []), '--', file];
    ({ stdout } = await promisify(execFile)(path, all, limits));
  } catch (error) {
    const message = `Expected ${path} to read ${file} but it failed: ${messageOf(error)}`;
    throw new WarpsmithError('bad-file', message, { cause: error });
  }
  const found = foundSchema.parse(JSON.parse(stdout));
  if ('failed' in found) throw new WarpsmithError('bad-file', found.failed);
  return found.ok;
}
