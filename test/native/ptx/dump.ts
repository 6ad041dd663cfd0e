/** Builds the dump program (dump.cc) once for all tests of a run, and asks it. */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packagePath } from '../../../lib/package_root.js';

export interface Operand {
  kind: string;
  negated?: true;
  hasOffset?: true;
  component?: number;
  index?: number;
  value?: string;
  text?: string;
  elements?: Operand[];
}

export interface Variable {
  name: string;
  space: string;
  type: string;
  vector: number;
  alignment: number;
  shape: number[];
  bytes: string;
  isExtern?: true;
  isPointer?: true;
  pointerSpace: string;
  pointerAlignment: number;
  attributes: string[];
  initial: number[];
  references: { offset: number; symbol: string; addend: string; generic?: true; bytes: number; shift: number }[];
  state?: string;
}

export interface Block {
  first: number;
  last: number;
  successors: number[];
  predecessors: number[];
  immediatePostDominator: number | null;
  reachable?: true;
}

export interface Function {
  name: string;
  isEntry?: true;
  isDefined?: true;
  noReturn?: true;
  returns: Variable[];
  parameters: Variable[];
  directives: { name: string; values: number[]; text: string }[];
  registers: { name: string; type: string; elements: number }[];
  variables: Variable[];
  labels: { name: string; target: number; targets: string[]; targetLabels: number[]; prototype?: string }[];
  instructions: {
    opcode: string;
    guard: number | null;
    guardNegated?: true;
    location: number | null;
    textLine: number;
    operands: Operand[];
  }[];
  body: { kind: string; index: number | null; text: string }[];
  blocks: Block[];
  loopHeads: number[];
}

export interface Module {
  versionMajor: number;
  versionMinor: number;
  target: string;
  addressBits: number;
  files: { number: number; name: string }[];
  locations: { file: number; line: number; column: number; inlinedAt: number | null; functionName: string }[];
  variables: Variable[];
  functions: Function[];
  others: string[];
  order: string[];
}

export interface Parsed {
  module: Module;
  printed: string;
  printsTheSame: boolean;
  again: string | null;
}

const folder = packagePath('test', 'native', 'ptx');
const native = packagePath('native');
const compiler = process.env.CXX ?? 'g++';

function whyNot(): string | null {
  if (!existsSync(join(folder, 'dump.cc'))) return 'no sources';
  return spawnSync(compiler, ['--version']).status === 0 ? null : `no ${compiler}`;
}

let program: Promise<string> | null = null;

async function build(): Promise<string> {
  const made = mkdtempSync(join(tmpdir(), 'warpsmith-ptx-dump-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  const sources = [join(native, 'ptx'), folder].flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.endsWith('.cc') && !name.startsWith('fuzz_'))
      .map((name) => join(place, name)),
  );
  // One compiler for each half: most of the time goes into the standard library's headers.
  const halves = [sources.filter((_, i) => i % 2 === 0), sources.filter((_, i) => i % 2 === 1)];
  const words = ['-std=c++17', '-O0', '-Wall', '-Wextra', '-Werror', '-ffp-contract=off', '-I', native, '-I', folder];
  await Promise.all(
    halves.map((half) => promisify(execFile)(compiler, [...words, '-c', ...half], { cwd: made, encoding: 'utf8' })),
  );
  const objects = readdirSync(made).filter((name) => name.endsWith('.o'));
  const path = join(made, 'dump');
  await promisify(execFile)(compiler, [...objects, '-o', path], { cwd: made });
  return path;
}

/** For `before`: builds, or skips the suite with its reason. */
export async function buildDump(this: Mocha.Context): Promise<void> {
  this.timeout(120_000);
  const reason = whyNot();
  if (reason !== null) {
    process.stdout.write(`      (skipped: ${reason})\n`);
    this.skip();
  }
  program ??= build();
  dump = await program;
}

let dump = '';

function ask(words: string[], input = ''): unknown {
  return JSON.parse(execFileSync(dump, words, { input, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 20_000 }));
}

const header = '.version 9.0\n.target sm_90a\n.address_size 64\n';

/** What the parser makes of a whole text; fails when printing and parsing again makes something else of it. */
export function parseWhole(text: string): Parsed {
  const answer = ask([], text) as Parsed | { error: { message: string } };
  if ('error' in answer) assert.fail(answer.error.message);
  assert(answer.printsTheSame, `printing changed it: ${answer.again}`);
  return answer;
}

/** The same for what follows the header (its three lines count). */
export function parse(text: string): Module {
  return parseWhole(header + text).module;
}

/** The one function of a text, with this body. */
export function parseBody(body: string): Function {
  const [only] = parse(`.visible .entry k()\n{\n${body}\n}\n`).functions;
  assert(only);
  return only;
}

/** The message that refuses the text. */
export function refusal(text: string): string {
  const answer = ask([], text) as Parsed | { error: { code: string; message: string } };
  if (!('error' in answer)) assert.fail('the text was taken');
  assert.equal(answer.error.code, 'bad-ptx');
  return answer.error.message;
}

export function refusalAfterHeader(text: string): string {
  return refusal(header + text);
}

export function replay(corpus: string): { files: number; bad: string[] } {
  return ask(['replay', corpus]) as { files: number; bad: string[] };
}
