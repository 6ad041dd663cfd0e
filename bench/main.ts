/**
 * `npm run bench -- [NAME…] [--device cuda:0] [--out FOLDER] [--json]`: measures, prints a table each, keeps the raw
 * samples, and draws the plots of those that have some. With `--json` the results go to stdout, a line each, in place of
 * tables. With `--device sim`, which needs no GPU, what is measured by default is the simulator.
 * `npm run bench -- plot FILE.json…` draws the plots of results that were measured elsewhere.
 *
 * `latency`, `memory` and `throughput` take --rounds, and `latency` --all-cases.
 * `kernelbench` and `cupy`, for a machine with the tool that they are named after, take --python PROGRAM and --python-path
 * FOLDERS; `cupy` also --quick, `kernelbench` --only NUMBERS, --rounds, --kernelbench CHECKOUT, --resume FILE,
 * --limit SECONDS, --minutes and --rehearse.
 * `solutions` and `references` go through a checkout of KernelBench (--kernelbench CHECKOUT, --level 1,2, --only NUMBERS,
 * --resume FILE, --limit SECONDS, --minutes, --python PROGRAM, --python-path FOLDERS); `solutions` also takes --compile.
 * `compile` and `corpus`, which need no GPU (--device none; corpus also sim), take --quick and --only.
 * `mutants` (the same small cases on either device) and `time-repeat` (a GPU only) take --quick, --only and --rounds.
 * `attention` takes --only and --rounds; `dialogues`, which needs no GPU (--device none), --minutes, --speed and --quick.
 * The safe run's benches also take --quick, --only TEXT (of names), --rounds N, --sanitizer PROGRAM, --jobs N and
 * --minutes N; on the simulator they show that they work, at small sizes. The soak is a command of its own: soak.ts.
 */
import { readFileSync } from 'node:fs';
import { messageOf } from '../lib/errors.js';
import { Engine } from '../lib/verify/engine.js';
import { benches } from './benches.js';
import { type CommandLine, readCommandLine } from './command_line.js';
import { drawResult } from './draw_result.js';

// One that fails takes nothing from the others.
async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 3;
  }
}

async function measure({ names, device, folder, json, options }: CommandLine & { kind: 'measure' }): Promise<void> {
  // What is measured is compiling, not finding what an earlier run has compiled.
  const engine = await Engine.open({ device, diskCacheBytes: 0 });
  for (const name of names) {
    console.error(`${name} …`);
    await attempt(async () => {
      const report = await benches[name]!(engine, folder, options);
      const drawn = await drawResult(report.path);
      if (json) console.log(JSON.stringify(JSON.parse(readFileSync(report.path, 'utf8'))));
      else console.log([report.text, report.path, ...drawn.files, ''].join('\n'));
      if (drawn.missing !== null) console.error(drawn.missing);
    });
  }
}

async function plot({ files, folder }: CommandLine & { kind: 'plot' }): Promise<void> {
  for (const file of files) {
    await attempt(async () => {
      const drawn = await drawResult(file, folder);
      if (drawn.missing !== null) throw new Error(drawn.missing);
      console.log(drawn.files.length > 0 ? drawn.files.join('\n') : `${file} has nothing to draw.`);
    });
  }
}

let line: CommandLine;
try {
  line = readCommandLine(process.argv.slice(2), Object.keys(benches));
} catch (error) {
  console.error(messageOf(error));
  process.exit(2);
}
const wanted = line;
await attempt(() => (wanted.kind === 'plot' ? plot(wanted) : measure(wanted)));
