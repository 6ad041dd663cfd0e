import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

/** Exit code 2, one message on stderr that matches, nothing on stdout. */
async function refuses(words: readonly string[], message: RegExp): Promise<void> {
  const { code, stdout, stderr } = await warpsmith(words);
  assert.equal(code, 2, stderr);
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /^\s+at /m, 'a stack trace is for bugs');
  assert.equal(stdout, '');
}

describe('the command line refuses with exit code 2', () => {
  const folder = scratchFolder();
  const file = (name: string, text: string): string => {
    const path = join(folder(), name);
    writeFileSync(path, text);
    return path;
  };

  it('an unknown command', () => refuses(['frobnicate'], /unknown command 'frobnicate'/));
  it('a missing argument', () => refuses(['verify', 'softmax'], /missing required argument 'candidate'/));
  it('an unknown problem, naming those built in', () => refuses(['verify', 'nope', 'x.cu'], /softmax, vector_add/));
  it('a candidate that is not there', () => refuses(['verify', 'softmax', 'nope.cu'], /candidate.*"nope\.cu"/));
  it('a case that the problem does not have', () =>
    refuses(['verify', 'softmax', file('c.cu', ''), '--case', 'huge'], /full, small, narrow .* found "huge"/));
  it('a number that is none', () =>
    refuses(['verify', 'softmax', 'x.cu', '--trials', 'many'], /whole number from 1 for --trials .* "many"/));
  it('a device that is none', () =>
    refuses(
      ['verify', 'softmax', file('c.cu', ''), '--device', 'gpu0'],
      /"cuda:0", "sim", "auto" or "none" .* "gpu0"/,
    ));
  it('a run without a budget', () => refuses(['run', 'softmax'], /--budget 15m/));
  it('a budget without a unit', () =>
    refuses(['run', 'softmax', '--budget', '15', '--base-url', 'http://127.0.0.1:1', '--model', 'm'], /15m\?/));
  it('a run without problems', () => refuses(['run', '--budget', '1m'], /at least one problem/));
  it('a server that needs a key when there is none', () =>
    refuses(
      ['run', 'relu', '--budget', '1m', '--base-url', 'https://api.deepseek.com', '--model', 'm'],
      /DEEPSEEK_API_KEY/,
    ));
  it('to resume what is no run', () => refuses(['resume', folder()], /no run to resume/));

  const header = (text: string): string => file('problem.cu', `/*---\n${text}\n---*/\n`);
  const good = 'name: p\nsummary: s\ndims: { N: 4 }\noutputs: { y: { type: f32, shape: [N] } }';
  const launch = 'launch: [{ kernel: k, grid: [1], block: [1], args: [y] }]';
  it('a problem whose header is no YAML, with the line', () =>
    refuses(['verify', header('name: p\nsummary: ['), 'x.cu'], /line \d+ is none/));
  it('a problem without a header', () => refuses(['verify', file('p.cu', 'int x;'), 'x.cu'], /"\/\*---"/));
  it('a problem with an unknown dim', () =>
    refuses(
      ['verify', header(`${good}\ninputs: { x: { type: f32, shape: [K] } }\n${launch}`), 'x.cu'],
      /inputs\.x\.shape\[0\].*"K" is no dim/,
    ));
  it('a problem with an unknown type', () =>
    refuses(
      ['verify', header(`${good}\ninputs: { x: { type: f31, shape: [N] } }\n${launch}`), 'x.cu'],
      /inputs\.x\.type/,
    ));
  it('a problem whose size is no arithmetic', () =>
    refuses(
      ['verify', header(`${good}\ninputs: { x: { type: f32, shape: ["process.exit()"] } }\n${launch}`), 'x.cu'],
      /inputs\.x\.shape\[0\].*cannot be used/,
    ));
});
