import assert from 'node:assert/strict';
import { certify, loadProblem, parseCertificate, recheck } from '../../lib/index.js';
import { candidateFiles } from './candidate_files.js';
import { gpuEngine } from './gpu_engine.js';

describe('certificates of a GPU', () => {
  for (const problem of ['softmax', 'cumsum']) {
    it(`are confirmed on the same device, ${problem}`, async () => {
      const [file] = candidateFiles(problem);
      assert.ok(file, `there is no candidate for ${problem}`);
      const engine = await gpuEngine();
      const certificate = await certify(file.source, loadProblem(problem), { engine, seed: 11, name: file.name });
      const [full] = certificate.verdicts.slice(-1);
      assert.ok(full?.outcome === 'pass' && full.timing && full.timing.samplesMs.length > 0, JSON.stringify(full));
      assert.equal(full.problem.case, 'full');
      const rechecked = await recheck(parseCertificate(JSON.stringify(certificate)), { engine });
      // Which time is measured here is the machine's; every other field is the candidate's.
      const against = [rechecked.differences, ...rechecked.cases.map((one) => one?.differences ?? [])]
        .flat()
        .filter(({ matters, path }) => matters && !path.startsWith('timing.'));
      assert.deepEqual(against, []);
      assert.equal(rechecked.cases.includes(null), false, 'a case was not repeated');
    });
  }

  it('are repeated on the simulator as far as that goes', async () => {
    const [file] = candidateFiles('vector_add');
    assert.ok(file);
    const engine = await gpuEngine();
    const certificate = await certify(file.source, loadProblem('vector_add'), { engine, seed: 11, time: false });
    const { result, cases, remarks } = await recheck(certificate, { device: 'sim' });
    assert.equal(result, 'partly', JSON.stringify(cases));
    assert.match(remarks.join(' '), /small cases only/);
  });
});
