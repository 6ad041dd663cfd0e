import assert from 'node:assert/strict';
import { cuPyPlots } from '../../bench/cupy_plot.js';
import { CannotDraw, draw } from '../../bench/draw.js';
import { kernelBenchPlots } from '../../bench/kernelbench_plot.js';
import type { Plot } from '../../bench/plot.js';
import { rivalSamples } from './rival_samples.js';

async function svgOf(plot: Plot | undefined): Promise<string> {
  assert.ok(plot);
  return (await draw(plot)).svg;
}

describe('the plots of the benches beside other tools', () => {
  before(async function () {
    try {
      await svgOf(cuPyPlots(rivalSamples.cupy)[0]);
    } catch (error) {
      if (!(error instanceof CannotDraw)) throw error;
      this.skip();
    }
  });

  it('show every problem by its number, both tools, and what was stopped (unless fonts are missing)', async () => {
    const svg = await svgOf(kernelBenchPlots(rivalSamples.kernelbench)[0]);
    const at = ['1 matmul', '19 relu', '47 sum_reduction', '54 conv3d'].map((name) => svg.indexOf(`>${name}<`));
    assert.ok(
      at.every((place, i) => place > (at[i - 1] ?? 0)),
      at.join(),
    );
    for (const word of ['stopped there', 'warpsmith, after it', 'driver 1.2', '83.7', '167']) {
      assert.ok(svg.includes(word), word);
    }
    assert.ok(!svg.includes('NaN'));
  });

  it('have no mark for a tool that was not there', async () => {
    const [problem] = rivalSamples.kernelbench.problems.slice(-1);
    assert.ok(problem);
    const { summary } = rivalSamples.kernelbench;
    const none = { ...summary, medianFirstRatio: null, medianNextRatio: null };
    const alone = { ...rivalSamples.kernelbench, problems: [problem], summary: none };
    const svg = await svgOf(kernelBenchPlots(alone)[0]);
    assert.ok(!svg.includes('harness') && !svg.includes('ratio'));
    assert.deepEqual(kernelBenchPlots({ ...alone, problems: [] }), []);
  });

  it('show times and rates of both, or of warpsmith alone', async () => {
    const plots = cuPyPlots(rivalSamples.cupy);
    assert.deepEqual(
      plots.map(({ name }) => name),
      ['first', 'rate'],
    );
    for (const plot of plots) assert.match(await svgOf(plot), /CuPy RawKernel/);
    const alone = cuPyPlots({ ...rivalSamples.cupy, cupy: null });
    for (const plot of alone) assert.doesNotMatch(await svgOf(plot), /CuPy RawKernel|NaN/);
  });
});
