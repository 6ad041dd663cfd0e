/**
 * What Compute Sanitizer says about the simulator's two corpora (test/sim/): every faulty file under every tool in a
 * process of its own, and the right files of each tool together in one process; those of them that were reported, or
 * that it did not come to, alone after that.
 *
 *   node dist/bench/sanitizer.js [--sanitizer compute-sanitizer] [--tools memcheck,…] [--only TEXT] [--jobs 8]
 *     [--limit SECONDS] [--minutes N] [--out FOLDER]
 *
 * Some 650 processes: about five minutes on an H100 with 16 cores. After --minutes no more are started; what is missing
 * is marked "not run" in the result.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasCode, messageOf } from '../lib/errors.js';
import { packagePath } from '../lib/package_root.js';
import { Engine } from '../lib/verify/engine.js';
import { type CorpusFile, type ExpectedFinding, faultyFiles, rightFiles } from '../test/sim/corpus.js';
import { writeResult } from './measurement.js';
import { type SanitizerTool, sanitizerTools } from './sanitizer_output.js';
import type { CompiledFile } from './sanitizer_process.js';
import {
  type Settings,
  type ToolResult,
  inParallel,
  resultOf,
  runChild,
  runOne,
  sanitizerVersion,
} from './sanitizer_run.js';
import { sanitizerTable } from './sanitizer_table.js';

export interface FileResult {
  corpus: 'faulty' | 'right';
  name: string;
  expected: ExpectedFinding[];
  tools: Partial<Record<SanitizerTool, ToolResult>>;
}

export interface SanitizerResult {
  sanitizer: string;
  results: FileResult[];
}

/** All of `names` in one process, then those alone that it reported or did not finish. */
async function runTogether(
  settings: Settings,
  tool: SanitizerTool,
  names: readonly string[],
): Promise<{ done: Map<string, ToolResult>; again: string[] }> {
  const done = new Map<string, ToolResult>();
  if (names.length === 0) return { done, again: [] };
  const ended = await runChild(settings, tool, names, 4 * settings.limitMs);
  for (const name of names) {
    const result = resultOf(name, ended);
    if (result.outcome === 'ran' && result.reports.length === 0) done.set(name, { ...result, errors: 0 });
  }
  return { done, again: names.filter((name) => !done.has(name)) };
}

async function compileAll(engine: Engine, files: readonly { path: string; file: CorpusFile }[], folder: string) {
  for (const { path, file } of files) {
    const kernels = file.problem.header.launch.map(({ kernel }) => kernel);
    const request = { source: file.problem.source, kernels, architecture: engine.architecture, deadlineMs: 60_000 };
    const result = await engine.compiler.compile(request);
    if (result.kind !== 'compiled') throw new Error(`${path} does not compile: ${JSON.stringify(result)}`);
    const { cubin, kernels: found } = result.compiled;
    const compiled: CompiledFile = { cubin: Buffer.from(cubin).toString('base64'), kernels: [...found] };
    writeFileSync(join(folder, `${path.replace('/', '-')}.json`), JSON.stringify(compiled));
  }
}

interface Options {
  sanitizer: string;
  tools: SanitizerTool[];
  only: string;
  jobs: number;
  limitMs: number;
  minutes: number;
  out: string | undefined;
  child: string;
}

async function measure(engine: Engine, options: Options): Promise<string> {
  const sanitizer = sanitizerVersion(options.sanitizer);
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-sanitizer-'));
  try {
    const all = [
      ...faultyFiles().map((file) => ({ corpus: 'faulty' as const, path: `faulty/${file.name}`, file })),
      ...rightFiles().map((file) => ({ corpus: 'right' as const, path: `right/${file.name}`, file })),
    ].filter(({ path }) => path.includes(options.only));
    await compileAll(engine, all, folder);
    const settings: Settings = {
      sanitizer: options.sanitizer,
      folder,
      child: options.child,
      deadlineMs: 5000,
      limitMs: options.limitMs,
      until: performance.now() + options.minutes * 60_000,
    };
    const byPath = new Map(
      all.map(({ corpus, path, file }): [string, FileResult] => [
        path,
        { corpus, name: file.name, expected: file.expected, tools: {} },
      ]),
    );
    let finished = 0;
    const keep = (path: string, tool: SanitizerTool, result: ToolResult): void => {
      const file = byPath.get(path);
      if (file) file.tools[tool] = result;
      finished += 1;
      if (finished % 50 === 0) console.error(`${finished} of ${all.length * options.tools.length} …`);
    };
    const right = all.filter(({ corpus }) => corpus === 'right').map(({ path }) => path);
    const faulty = all.filter(({ corpus }) => corpus === 'faulty').map(({ path }) => path);
    const again: { tool: SanitizerTool; path: string }[] = [];
    const jobs = [
      ...options.tools.map((tool) => async (): Promise<void> => {
        const together = await runTogether(settings, tool, right);
        for (const [path, result] of together.done) keep(path, tool, result);
        again.push(...together.again.map((path) => ({ tool, path })));
      }),
      ...faulty.flatMap((path) =>
        options.tools.map((tool) => async (): Promise<void> => keep(path, tool, await runOne(settings, tool, path))),
      ),
    ];
    await inParallel(jobs, options.jobs);
    await inParallel(
      again.map(
        ({ tool, path }) =>
          async () =>
            keep(path, tool, await runOne(settings, tool, path)),
      ),
      options.jobs,
    );
    const content: SanitizerResult = { sanitizer, results: [...byPath.values()] };
    const path = writeResult('sanitizer', engine, { tools: options.tools, ...content }, options.out);
    return `${sanitizerTable(content, null)}\n${path}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      sanitizer: { type: 'string', default: 'compute-sanitizer' },
      tools: { type: 'string', default: sanitizerTools.join(',') },
      only: { type: 'string', default: '' },
      jobs: { type: 'string', default: '8' },
      limit: { type: 'string', default: '60' },
      minutes: { type: 'string', default: '7' },
      out: { type: 'string' },
      // For testing this script where there is no GPU.
      child: { type: 'string', default: packagePath('dist', 'bench', 'sanitizer_child.js') },
    },
  });
  const tools = values.tools.split(',').map((name) => {
    const tool = sanitizerTools.find((known) => known === name);
    if (!tool) throw new Error(`Expected tools among ${sanitizerTools.join(', ')} but found "${name}".`);
    return tool;
  });
  const positive = (name: 'jobs' | 'limit' | 'minutes'): number => {
    const number = Number(values[name]);
    if (!(number > 0)) throw new Error(`Expected a number above 0 for --${name} but found "${values[name]}".`);
    return number;
  };
  if (values.out !== undefined) mkdirSync(values.out, { recursive: true });
  return {
    sanitizer: values.sanitizer,
    tools,
    only: values.only,
    jobs: Math.ceil(positive('jobs')),
    limitMs: positive('limit') * 1000,
    minutes: positive('minutes'),
    out: values.out,
    child: values.child,
  };
}

try {
  const options = readOptions();
  console.log(await measure(await Engine.open({ device: 'auto' }), options));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = hasCode(error, 'no-compiler') ? 3 : 2;
}
