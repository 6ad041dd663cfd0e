import { type Problem, loadProblem, verifyKernel } from '../../lib/index.js';
import { atUnseen, parseProblem } from '../../lib/problem/problem.js';
import { candidateFiles } from '../gpu/candidate_files.js';
import { expectPass } from '../gpu/expect_verdict.js';
import { simulatedEngine } from './simulated_engine.js';

/**
 * Sizes of several blocks and tiles, the last ones incomplete. The problems' small cases fit into one block, where no
 * tile is left out: not by a window, not between documents, and not by a bias that leaves keys without weight.
 */
const sizes: Record<string, Record<string, number>> = {
  full: { B: 1, H: 1, S: 205 },
  full_f16: { B: 1, H: 1, S: 205 },
  causal: { B: 1, H: 1, S: 205 },
  relative: { B: 1, H: 1, S: 350 },
  alibi: { B: 1, H: 2, S: 270 },
  softcap: { B: 1, H: 1, S: 205 },
  sliding_window: { B: 1, H: 1, S: 350, W: 70 },
  document: { B: 2, H: 1, S: 350 },
  grouped_query: { B: 1, G: 1, R: 2, S: 205 },
  neighbourhood: { B: 1, H: 1, Y: 22, X: 15, R: 3 },
};

/** The problem with scores so wide apart that they make up for a bias of hundreds. */
function withWideScores({ name, source }: Problem): Problem {
  const wide = source.replace(/^( {2}[qk]: .*)normal: \[0, 1\]/gm, '$1normal: [0, 8]');
  return parseProblem(wide, `${name}.cu`);
}

async function expectRight(problem: Problem, dims: Record<string, number>, name: string, source: string) {
  const loaded = atUnseen(problem, { ...dims, D: 64 }, 0);
  const options = { engine: await simulatedEngine(), trials: 2, seed: 1, name };
  expectPass(await verifyKernel(source, loaded, options), name);
}

describe('attention over several tiles, on the simulator', () => {
  for (const [variant, dims] of Object.entries(sizes)) {
    const problem = loadProblem(`attention_${variant}`);
    for (const { name, source } of candidateFiles(problem.name).filter(({ name }) => !name.endsWith('/plain.cu'))) {
      it(`${name} is right where tiles are left out or incomplete`, () => expectRight(problem, dims, name, source));

      if (variant === 'relative' || variant === 'alibi') {
        it(`${name} leaves out no tile whose scores make up for its bias`, () =>
          expectRight(withWideScores(problem), dims, name, source));
      }
    }
  }
});
