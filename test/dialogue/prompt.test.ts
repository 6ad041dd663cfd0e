import assert from 'node:assert/strict';
import { renderTask } from '../../lib/dialogue/prompt.js';
import { sampleModuleTask, sampleTask } from './sample_task.js';

describe('renderTask', () => {
  const text = renderTask(sampleTask);

  it('holds the problem: name, summary, tensors, constants, cases and reference', () => {
    assert.match(text, /# The problem: scale\n\nEach element times a factor\./);
    assert.match(text, /\| x \| input \| f32 \| \[M, N\] \| `const float\* x` \|/);
    assert.match(text, /\| y \| output \| bf16 \| \[M, N \+ 1\] \| `__nv_bfloat16\* y` \|/);
    assert.match(text, /- `eps` = 0\.00001/);
    assert.match(text, /- full \(timed\): M = 4096, N = 8192\n- small: M = 7, N = 129/);
    assert.ok(text.includes(sampleTask.source.trim()));
  });

  it('holds the device, what pays on it, and the plan format', () => {
    assert.match(text, /NVIDIA H100 80GB HBM3, compute capability 9\.0: 132 multiprocessors, up to 227 KiB/);
    assert.match(text, /Hopper/);
    assert.match(text, /launch:\n {2}- \{ kernel: scale/);
    assert.match(text, /`tensorMaps`/);
  });

  it('does without a device and without constants', () => {
    const bare = renderTask({ ...sampleTask, device: null, constants: {} });
    assert.match(bare, /no GPU at hand/);
    assert.match(bare, /Hopper/);
    assert.doesNotMatch(bare, /Constants/);
  });

  it('has general advice for a generation it does not know', () => {
    const other = renderTask({ ...sampleTask, device: { ...sampleTask.device!, computeCapability: '12.0' } });
    assert.match(other, /any GPU of the last years/);
    assert.doesNotMatch(other, /Hopper/);
  });

  describe("of a module's task", () => {
    const ofModule = renderTask(sampleModuleTask);

    it("holds the module's own source as Python, and says which class and how it is run", () => {
      assert.ok(ofModule.includes(`\`\`\`python\n${sampleModuleTask.source.trim()}\n\`\`\``));
      assert.match(ofModule, /the class `Scaled` of this PyTorch file, in training mode, computed in f64:/);
    });

    it('says what the names of the problem are in it, and what their values may be', () => {
      for (const line of [
        '- `x`: the argument `x` of `forward`; values as the file makes them',
        '- `conv1_weight`: the parameter `conv1.weight`; any numbers',
        '- `norm_running_mean`: the buffer `norm.running_mean`; values as the file makes them',
        '- `eps`: the argument `eps` of `forward`',
        '- `out0`, `out1`: what `forward` returns, in this order',
      ]) {
        assert.ok(ofModule.includes(`${line}\n`), line);
      }
    });

    it('speaks of no header, which a module does not have, and that of kernels of no module', () => {
      assert.doesNotMatch(ofModule, /the header|slow on purpose/);
      assert.match(text, /the header's fill is the first/);
      assert.doesNotMatch(text, /python|PyTorch file|forward/);
    });
  });
});
