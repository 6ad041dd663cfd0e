/** The simulator: thread-instructions a second, memory beside the tensors, and how long verdicts take. Needs no GPU. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { digits } from '../lib/format/quantities.js';
import { addon } from '../lib/native/load_addon.js';
import { packagePath } from '../lib/package_root.js';
import { builtInProblems, loadProblem } from '../lib/problem/problem.js';
import { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { verifyAllCases } from '../lib/verify/verify_cases.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import { type Subject, compilePtx, prepare, timeLaunch } from './simulated_launch.js';
import type { MemoryRequest, MemoryResult } from './simulator_memory.js';

/** The project's goals: thread-instructions a second and core, findings on; memory over the tensors' bytes, and beside it. */
const goalRate = 200e6;
const goalFactor = 1.5;
const goalBytes = 64 * 2 ** 20;
/** For 1 MB of PTX. */
const goalParsingMs = 200;

function candidate(name: string): string {
  return readFileSync(packagePath('test', 'candidates', `${name}.cu`), 'utf8');
}

/** Products of square matrices by 32 x 32 tiles in shared memory. */
function tiledMatmul(size: number): Subject {
  const tiles = Math.ceil(size / 32);
  return {
    source: candidate('matmul/tiled32'),
    kernel: 'matmul',
    grid: [tiles, tiles, 1],
    block: [32, 32, 1],
    tensors: [size * size, size * size, size * size],
    scalars: [size, size, size],
  };
}

function vectorAdd(count: number): Subject {
  return {
    source: candidate('vector_add/plain'),
    kernel: 'add',
    grid: [Math.ceil(count / 256), 1, 1],
    block: [256, 1, 1],
    tensors: [count, count, count],
    scalars: [count],
  };
}

interface Speed {
  size: number;
  workers: number;
  races: boolean;
  count: number;
  runsMs: number[];
  runsCpuMs: number[];
  /** Thread-instructions a second of the wall clock, by all workers. */
  rate: number;
  /** The same for each second that a core spent on it. */
  coreRate: number;
}

/** Sizes double, so that a cost that grows faster than the work shows. */
async function measureSpeed(engine: Engine): Promise<Speed[]> {
  const ptx = await compilePtx(engine.compiler, tiledMatmul(32));
  const all = availableParallelism();
  const results: Speed[] = [];
  for (const [workers, races] of [[1, true], [1, false], ...(all > 1 ? [[all, true] as const] : [])] as const) {
    for (const size of [128, 256, 512, 1024]) {
      const ready = await prepare(ptx, tiledMatmul(size), workers);
      const runsMs: number[] = [];
      const runsCpuMs: number[] = [];
      let count = 0;
      for (let run = 0; run < (size < 1024 ? 5 : 2); run++) {
        const time = await timeLaunch(ready, races);
        runsMs.push(time.ms);
        runsCpuMs.push(time.cpuMs);
        count = time.count;
      }
      const rate = count / (median(runsMs) / 1000);
      const coreRate = count / (median(runsCpuMs) / 1000);
      results.push({ size, workers, races, count, runsMs, runsCpuMs, rate, coreRate });
    }
  }
  return results;
}

type Memory = MemoryResult & { label: string; races: boolean; growthBytes: number; allowedBytes: number };

async function measureMemory(engine: Engine): Promise<Memory[]> {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-bench-'));
  const subjects: [string, Subject][] = [
    ['vector_add, 2^25 elements', vectorAdd(2 ** 25)],
    ['matmul 512³', tiledMatmul(512)],
  ];
  try {
    const results: Memory[] = [];
    for (const [label, subject] of subjects) {
      const ptxFile = join(folder, `${subject.kernel}.ptx`);
      writeFileSync(ptxFile, await compilePtx(engine.compiler, subject));
      for (const races of [false, true]) {
        const request: MemoryRequest = { subject, ptxFile, workers: availableParallelism(), races };
        const script = packagePath('dist', 'bench', 'simulator_memory.js');
        const text = execFileSync(process.execPath, [script, JSON.stringify(request)], { encoding: 'utf8' });
        const result = JSON.parse(text) as MemoryResult;
        const growthBytes = result.peakBytes - result.baselineBytes;
        results.push({
          label,
          races,
          ...result,
          growthBytes,
          allowedBytes: goalFactor * result.tensorBytes + goalBytes,
        });
      }
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** At least 1 MB of PTX as NVRTC writes it: the function of a compiled candidate again and again. */
async function measureParsing(engine: Engine): Promise<{ bytes: number; runsMs: number[]; medianMs: number }> {
  const ptx = await compilePtx(engine.compiler, tiledMatmul(32));
  const at = ptx.indexOf('.visible .entry');
  const end = ptx.indexOf('\n}', at) + 3;
  const parts = [ptx.slice(0, at)];
  for (let i = 0; parts.length * (end - at) < 1e6; i++) {
    parts.push(
      ptx
        .slice(at, end)
        .replace(/\.entry \w+/, `.entry kernel_${i}`)
        .replaceAll('matmul_param', `kernel_${i}_param`),
    );
  }
  const text = new TextEncoder().encode(parts.join('\n'));
  const device = addon.openSimulator({});
  const runsMs: number[] = [];
  for (let run = 0; run < 7; run++) {
    const started = performance.now();
    (await device.loadModule(text)).unload();
    runsMs.push(performance.now() - started);
  }
  return { bytes: text.length, runsMs, medianMs: median(runsMs) };
}

interface VerdictTime {
  problem: string;
  /** The first verdict compiles the problem's reference, and own kernels for dtypes that were not met before. */
  firstMs: number;
  /** Of a source that was not seen before, when all else is warm. */
  medianMs: number;
  runs: { ms: number; rungs: Record<string, number> }[];
}

async function measureVerdicts(engine: Engine): Promise<VerdictTime[]> {
  const results: VerdictTime[] = [];
  for (const name of builtInProblems()) {
    const problem = loadProblem(name);
    const source = candidate(`${name}/fast`);
    const runs: VerdictTime['runs'] = [];
    for (let run = 0; run < 6; run++) {
      const started = performance.now();
      const verdict = await verifyAllCases(`${source}\n// ${run} ${process.hrtime.bigint()}\n`, problem, {
        engine,
        seed: 1000 + run,
      });
      const ms = performance.now() - started;
      if (verdict.outcome !== 'pass') throw new Error(`${name} did not pass: ${JSON.stringify(verdict)}`);
      runs.push({ ms, rungs: Object.fromEntries(verdict.rungs.map((rung) => [rung.rung, rung.ms])) });
    }
    const [first, ...warm] = runs;
    results.push({ problem: name, firstMs: first?.ms ?? 0, medianMs: median(warm.map(({ ms }) => ms)), runs: warm });
  }
  return results;
}

export async function benchSimulator(engine: Engine, folder?: string): Promise<BenchReport> {
  const simulated = engine.simulator ? engine : await Engine.open({ device: 'sim' });
  const speed = await measureSpeed(simulated);
  const memory = await measureMemory(simulated);
  const verdicts = await measureVerdicts(simulated);
  const parsing = await measureParsing(simulated);
  const goals = { rate: goalRate, factor: goalFactor, bytes: goalBytes, parsingMs: goalParsingMs };
  const path = writeResult('simulator', simulated, { goals, speed, memory, verdicts, parsing }, folder);

  const mega = (bytes: number): string => digits(bytes / 2 ** 20);
  const speedRows = speed.map(({ size, workers, races, count, runsMs, rate, coreRate }) => [
    `${size}³, ${workers} ${workers === 1 ? 'worker' : 'workers'}, races ${races ? 'on' : 'off'}`,
    digits(count / 1e6),
    digits(median(runsMs)),
    digits(rate / 1e6),
    digits(coreRate / 1e6),
    digits(goalRate / 1e6),
  ]);
  const memoryRows = memory.map(({ label, races, tensorBytes, growthBytes, allowedBytes }) => [
    `${label}, races ${races ? 'on' : 'off'}`,
    mega(tensorBytes),
    mega(growthBytes),
    races ? '' : mega(allowedBytes),
  ]);
  const verdictRows = verdicts.map(({ problem, firstMs, medianMs }) => [problem, digits(firstMs), digits(medianMs)]);
  const text = [
    table(['tiled matmul', 'million instructions', 'ms', 'million/s', 'million/s a core', 'goal'], speedRows),
    table(['memory, MiB', 'tensors', 'growth', 'allowed'], memoryRows),
    table(['verdict on all small cases, ms', 'first', 'median'], verdictRows),
    `parsing ${digits(parsing.bytes / 1e6)} MB of PTX: ${digits(parsing.medianMs)} ms (goal: ${goalParsingMs} ms a MB)`,
  ].join('\n\n');
  return { text, path };
}
