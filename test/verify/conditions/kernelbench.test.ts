/** What KernelBench draws, as PyTorch itself draws it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { packagePath } from '../../../lib/package_root.js';
import { type Tensor, sharedTensors } from '../../../lib/problem/tensor.js';
import { memoryOf } from '../../../lib/torch/modules.js';
import { TorchHelper } from '../../../lib/torch/torch_helper.js';
import { kernelBenchReference, kernelBenchTrialSeeds } from '../../../lib/verify/conditions/kernelbench.js';
import { findTorch } from '../../torch/find_torch.js';

/** In the order in which `eval_kernel_against_ref` and `run_and_check_correctness` draw. */
const upstream = `
import json, runpy, sys, torch
file = runpy.run_path(sys.argv[1])
torch.manual_seed(42)
given = file["get_init_inputs"]()
torch.manual_seed(42)
model = file["Model"](*given)
torch.manual_seed(42)
seeds = [torch.randint(0, 2**32 - 1, (1,)).item() for _ in range(5)]
torch.manual_seed(seeds[1])
x = file["get_inputs"]()[0]
torch.manual_seed(seeds[1])
out = model(x)
print(json.dumps({"seeds": seeds, "weight": model.fc.weight.flatten().tolist(), "x": x.flatten().tolist(), "out": out.flatten().tolist(),
                  "tf32": [torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32]}))
`;

describe("KernelBench's conditions (need a Python with PyTorch: WARPSMITH_PYTHON)", function () {
  this.timeout(180_000);
  const file = packagePath('test', 'torch', 'modules', 'linear_dropout.py');
  let helper: TorchHelper | null = null;
  let found: Record<'seeds' | 'weight' | 'x' | 'out', number[]> & { tf32: boolean[] };

  before(async function () {
    const python = findTorch();
    if (python === null) return this.skip();
    const { stdout, stderr } = spawnSync(python, ['-c', upstream, file], { encoding: 'utf8', timeout: 120_000 });
    assert.notEqual(stdout, '', stderr);
    found = JSON.parse(stdout) as typeof found;
    helper = await TorchHelper.start({ python });
  });
  after(() => helper?.close());

  it('have the seeds that PyTorch draws', () => assert.deepEqual(found.seeds, [...kernelBenchTrialSeeds]));

  it('leave TF32 as PyTorch has it: in convolutions only', () => assert.deepEqual(found.tf32, [false, true]));

  it('give parameters, inputs and a dropout the values that they have upstream', async () => {
    assert(helper);
    const subject = { file, model: 'Model', sizes: {} };
    const { inputs, outputs } = await helper.describe(subject);
    const { model } = await helper.load({ ...subject, ...kernelBenchReference, device: 'cpu', training: true });
    const [given, made] = [sharedTensors(inputs), sharedTensors(outputs)];
    const memory = { inputs: memoryOf(given), outputs: memoryOf(made) };
    const values = (tensors: ReadonlyMap<string, Tensor>, name: string): number[] =>
      Array.from(tensors.get(name)?.data ?? [], Number);
    for (const trial of [0, 1]) {
      await helper.make({ model, seed: kernelBenchTrialSeeds[trial] ?? 0, following: [], inputs: memory.inputs });
      await helper.forward({ model, ...memory });
    }
    assert.deepEqual(values(given, 'fc_weight'), found.weight);
    assert.deepEqual(values(given, 'x'), found.x);
    assert.deepEqual(values(made, 'out'), found.out);
    await helper.unload({ model });
  });
});
