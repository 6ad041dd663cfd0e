/** Runs a corpus file's launches with the pass's checks in them, on the simulator, which executes them as a GPU would. */
import type { Command } from '../../../lib/native/types.js';
import { atCase } from '../../../lib/problem/problem.js';
import { Allocations } from '../../../lib/verify/allocations.js';
import { allocateContract } from '../../../lib/verify/trials/contract_buffers.js';
import { Engine } from '../../../lib/verify/engine.js';
import { fillLaunch } from '../../../lib/verify/fill.js';
import { loadPlan } from '../../../lib/verify/load_plan.js';
import { compileReference } from '../../../lib/verify/reference.js';
import { type CheckMode, checkedCodeOf } from '../../../lib/verify/safe/checked_code.js';
import { loadChecked } from '../../../lib/verify/safe/checked_module.js';
import { findingsOf } from '../../../lib/verify/safe/describe.js';
import { SafePlan } from '../../../lib/verify/safe/safe_plan.js';
import { Simulator } from '../../../lib/verify/simulator.js';
import type { SafetyFinding } from '../../../lib/verify/verdict.js';
import type { CorpusFile } from '../../sim/corpus.js';

let opened: Promise<Engine> | null = null;

function engine(): Promise<Engine> {
  opened ??= Engine.open({ device: 'sim' });
  return opened;
}

export interface Checked {
  /** Kinds of the sites that reported. */
  sites: string[];
  findings: SafetyFinding[];
  unchecked: string[];
}

export async function checkOnSimulator({ problem }: CorpusFile, mode: CheckMode, deadlineMs: number): Promise<Checked> {
  const on = await engine();
  const simulator = on.device;
  if (!(simulator instanceof Simulator)) throw new Error('Expected the engine to have the simulator.');
  const loadedProblem = atCase(problem);
  const { contract } = loadedProblem;
  const candidate = await compileReference(on, loadedProblem, { deadlineMs: 60_000 });
  const allocations = new Allocations(simulator.native);
  try {
    const { inputs, outputs } = await allocateContract(contract, allocations);
    const tensors = [...contract.inputs, ...contract.outputs, ...candidate.plan.workspaces];
    const loading = await loadPlan(simulator, candidate, { inputs, outputs }, allocations);
    if ('problems' in loading) throw new Error(JSON.stringify(loading.problems));
    const code = await checkedCodeOf(simulator, candidate, loading.loaded.tensors, mode);
    const checked = await loadChecked(code, allocations);
    const before: Command[] = [];
    for (const [stream, input] of contract.inputs.entries()) {
      const buffer = inputs.get(input.name);
      if (!buffer || !input.fill) throw new Error(`Expected a buffer and a fill for "${input.name}".`);
      before.push({
        op: 'launch',
        ...(await fillLaunch(simulator, input, buffer, { fill: input.fill, stream, seed: 1 })),
      });
    }
    const plan = await SafePlan.bind(simulator, checked, loading.loaded, allocations);
    const violation = await plan.run([...before, ...loading.loaded.poison], loading.loaded, deadlineMs, 120_000);
    const { unchecked, sites } = checked.checks;
    if (!violation) return { sites: [], findings: [], unchecked };
    const kinds = new Set(violation.records.map(({ site }) => sites[site]?.kind ?? 'none'));
    return {
      sites: [...kinds],
      findings: findingsOf(violation, { candidate, source: problem.source, tensors }),
      unchecked,
    };
  } finally {
    allocations.release();
  }
}
