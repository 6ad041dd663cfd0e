/** Runs a corpus file's launches once on the simulator: inputs filled, outputs and workspaces poisoned. */
import type { Command, SimulatedFinding } from '../../lib/native/types.js';
import { atCase } from '../../lib/problem/problem.js';
import { Allocations } from '../../lib/verify/allocations.js';
import { allocateContract } from '../../lib/verify/trials/contract_buffers.js';
import { Engine } from '../../lib/verify/engine.js';
import { fillLaunch } from '../../lib/verify/fill.js';
import { loadPlan } from '../../lib/verify/load_plan.js';
import { compileReference } from '../../lib/verify/reference.js';
import { Simulator } from '../../lib/verify/simulator.js';
import type { CorpusFile, ExpectedFinding } from './corpus.js';

/** Warp-instructions of one warp before it counts as never ending: the corpus' right kernels need far fewer. */
const instructionBudget = 1 << 19;

let opened: Promise<Engine> | null = null;

/** One engine for all files; NVRTC stays loaded. */
function engine(): Promise<Engine> {
  opened ??= Engine.open({ device: 'sim' });
  return opened;
}

export async function simulate(file: CorpusFile, deadlineMs = 60_000): Promise<SimulatedFinding[]> {
  const on = await engine();
  const simulator = on.device;
  if (!(simulator instanceof Simulator)) throw new Error('Expected the engine to have the simulator.');
  const loadedProblem = atCase(file.problem);
  const { contract } = loadedProblem;
  const compiled = await compileReference(on, loadedProblem, { deadlineMs: 60_000 });
  const allocations = new Allocations(simulator.native);
  try {
    const { inputs, outputs } = await allocateContract(contract, allocations);
    const commands: Command[] = [];
    for (const [stream, input] of contract.inputs.entries()) {
      const buffer = inputs.get(input.name);
      if (!buffer || !input.fill) throw new Error(`Expected a buffer and a fill for "${input.name}".`);
      const fill = await fillLaunch(simulator, input, buffer, { fill: input.fill, stream, seed: 1 });
      commands.push({ op: 'launch', ...fill });
    }
    for (const output of contract.outputs) {
      const buffer = outputs.get(output.name);
      if (!buffer) throw new Error(`Expected a buffer for "${output.name}".`);
      commands.push({ op: 'set', buffer, offset: 0, bytes: output.bytes, value: 0xff, poison: true });
    }
    const loaded = await loadPlan(simulator, compiled, { inputs, outputs }, allocations);
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    commands.push(
      ...loaded.loaded.poison,
      ...loaded.loaded.launches.map((launch): Command => ({ op: 'launch', ...launch })),
    );
    const run = await simulator.native.run({ commands, deadlineMs, instructionBudget });
    return run.findings;
  } finally {
    allocations.release();
  }
}

/** Whether a finding is the one that a faulty file announces: its kind, its place and its line. */
export function isExpected(finding: SimulatedFinding, { kind: announced, where, lines }: ExpectedFinding): boolean {
  // The simulator has no heap: it names the call as one that it does not support.
  const kind = announced === 'heap' ? 'unsupported' : announced;
  const at = lines.includes(finding.at.line) || (finding.other !== null && lines.includes(finding.other.line));
  return finding.kind === kind && at && (where === null || finding.buffer.includes(where) || finding.space === where);
}
