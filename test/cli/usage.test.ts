import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
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
  const server = ['--base-url', 'http://127.0.0.1:1', '--model', 'm'];
  const reluTwin = readFileSync(packagePath('problems', 'relu.cu'), 'utf8');

  it('an unknown command', () => refuses(['frobnicate'], /unknown command 'frobnicate'/));
  it('a missing argument', () => refuses(['verify', 'softmax'], /Expected a problem and a candidate/));
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
  it('a problem given twice', () =>
    refuses(['run', 'relu', 'softmax', 'relu', '--budget', '1m', ...server], /relu twice/));
  it('two problems of one name', () =>
    refuses(['run', 'relu', file('relu.cu', reluTwin), '--budget', '1m', ...server], /relu twice/));

  for (const strategy of ['nope', 'beam:0']) {
    it(`the strategy "${strategy}"`, () =>
      refuses(['replay', 'relu', '--strategy', strategy], /refine, sample:8, islands:4 or beam:3x2, but found/));
  }
  for (const [option, value, expected] of [
    ['--parallel', '0', /whole number from 1 for --parallel/],
    ['--patience', '1.5', /whole number from 1 for --patience/],
    ['--give-up', '0', /whole number from 1 for --give-up/],
    ['--goal', 'x', /--goal right or --goal fast, but found "x"/],
    ['--enough', '95', /from 0\.01 to 10 for --enough/],
    ['--right-share', '80%', /from 0 to 1 for --right-share/],
    ['--speed', '0', /from 0\.001 .* for --speed/],
    ['--budget', '5', /5m\?/],
    ['--budget', '1m,2m', /each limit once .* "2m"/],
    ['--preset', 'deepseek', /unknown option '--preset'/],
  ] as const) {
    it(`${option} ${value} of a replay`, () => refuses(['replay', 'relu', option, value], expected));
  }
  it('a pool that is none, naming those built in', () =>
    refuses(['replay', 'nope'], /relu, softmax, but found "nope"/));
  it('a pool given twice', () => refuses(['replay', 'relu', 'relu'], /relu twice/));
  it('a pool that is no YAML', () => refuses(['replay', file('p.yaml', 'a: [')], /pool of answers in .*p\.yaml/));

  it('to resume what is no run', () => refuses(['resume', folder()], /no run to resume/));
  it('to resume a file', () => refuses(['resume', file('run.txt', '')], /no run to resume in .*run\.txt/));
  it('to resume nothing', () => refuses(['resume'], /missing required argument 'run'/));
  it('to resume a run of a newer version', () => {
    file('run.json', '{ "version": 99 }');
    return refuses(['resume', folder()], /version 99; .* the newer one/);
  });
  it('a report of what is no run', () => refuses(['report', file('x.txt', '')], /Expected a run in .*x\.txt/));
  it('a dialogue that was not recorded', () => refuses(['demo', 'nope'], /matmul, softmax but found "nope"/));

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
