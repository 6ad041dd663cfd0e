import { type Tensor, createTensor, loadProblem, verifyKernel } from '../../lib/index.js';
import { referenceAsCandidate } from '../gpu/candidate_files.js';
import { expectPass } from '../gpu/expect_verdict.js';
import { simulatedEngine } from './simulated_engine.js';

const D = 64;

/** A position in scores, with FlexAttention's names: batch, query head, query and key. */
type Place = (b: number, h: number, q: number, kv: number) => number;

/** What FlexAttention would be called with; heads of queries are `queryHeads` for each head of keys. */
interface Definition {
  dims: Record<string, number>;
  scoreMod?: (score: number, ...place: Parameters<Place>) => number;
  maskMod?: (...place: Parameters<Place>) => boolean;
  constants?: Record<string, number>;
  /** Shape of q and o; k's and v's where they differ. */
  shape: number[];
  keyShape?: number[];
  starts?: number[][];
  f16?: boolean;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const sequence = { B: 2, H: 3, S: 41 };
const shape = [2, 3, 41, D];
const starts = [0, 1].map((b) => Array.from({ length: 41 }, (_, s) => Number(s % 13 === 5 + b || s === 40)));
/** FlexAttention's `document_id`, made of the starts. */
const documents = starts.map((row) => row.map((_, s) => row.slice(1, s + 1).reduce((sum, each) => sum + each, 0)));
const canvas = { Y: 6, X: 9, R: 2 };

const definitions: Record<string, Definition> = {
  full: { dims: sequence, shape },
  full_f16: { dims: sequence, shape, f16: true },
  causal: { dims: sequence, shape, maskMod: (_b, _h, q, kv) => q >= kv },
  relative: { dims: sequence, shape, scoreMod: (score, _b, _h, q, kv) => score + (q - kv) },
  alibi: { dims: sequence, shape, scoreMod: (score, _b, h, q, kv) => score + 2 ** ((-8 * (h + 1)) / 3) * (kv - q) },
  softcap: { dims: sequence, shape, constants: { cap: 20 }, scoreMod: (score) => 20 * Math.tanh(score / 20) },
  sliding_window: { dims: { ...sequence, W: 7 }, shape, maskMod: (_b, _h, q, kv) => q >= kv && q - kv <= 7 },
  document: { dims: sequence, shape, starts, maskMod: (b, _h, q, kv) => documents[b]?.[q] === documents[b]?.[kv] },
  grouped_query: { dims: { B: 2, G: 2, R: 3, S: 17 }, shape: [2, 6, 17, D], keyShape: [2, 2, 17, D] },
  neighbourhood: {
    dims: { B: 1, H: 2, ...canvas },
    shape: [1, 2, canvas.Y, canvas.X, D],
    maskMod: (_b, _h, q, kv) => {
      const { X, Y, R } = canvas;
      const row = clamp(Math.floor(q / X), R, Y - 1 - R);
      const column = clamp(q % X, R, X - 1 - R);
      return Math.abs(row - Math.floor(kv / X)) <= R && Math.abs(column - (kv % X)) <= R;
    },
  },
};

const view = new DataView(new ArrayBuffer(4));

/** Bits of a 16-bit format, cut and not rounded: the tolerance below has room for it. */
function bitsOf(value: number, f16: boolean): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  if (!f16) return bits >>> 16;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  return ((bits >>> 16) & 0x8000) | (exponent <= 0 ? 0 : (exponent << 10) | ((bits >>> 13) & 0x3ff));
}

function tensorOf(values: readonly number[], of: number[], f16: boolean): Tensor {
  const tensor = createTensor(f16 ? 'f16' : 'bf16', of);
  (tensor.data as Uint16Array).set(values.map((value) => bitsOf(value, f16)));
  return tensor;
}

/** Multiples of 1/4 from -3 to 3, which every format holds; in no order that the problem has. */
function numbers(of: number[], seed: number): number[] {
  let state = seed;
  return Array.from({ length: of.reduce((product, size) => product * size, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 16) % 25) / 4 - 3;
  });
}

/** The definition, word for word and in doubles. */
function attention(definition: Definition, q: number[], k: number[], v: number[]): number[] {
  const { shape: of, keyShape = of, scoreMod = (score: number) => score, maskMod = () => true } = definition;
  const [batches = 0, heads = 0] = of;
  const [, keyHeads = 0] = keyShape;
  const length = of.slice(2, -1).reduce<number>((product, size) => product * size, 1);
  const positions = Array.from({ length }, (_, j) => j);
  const row = (from: number[], head: number, at: number): number[] =>
    from.slice((head * length + at) * D, (head * length + at + 1) * D);
  const dot = (a: number[], b: number[]): number => a.reduce<number>((sum, each, d) => sum + each * (b[d] ?? 0), 0);
  const out: number[] = [];
  for (let b = 0; b < batches; b++) {
    for (let h = 0; h < heads; h++) {
      const keyHead = b * keyHeads + Math.floor(h / (heads / keyHeads));
      for (let i = 0; i < length; i++) {
        const query = row(q, b * heads + h, i);
        const keys = positions.filter((j) => maskMod(b, h, i, j));
        const scores = keys.map((j) => scoreMod(dot(query, row(k, keyHead, j)) / Math.sqrt(D), b, h, i, j));
        const largest = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - largest));
        const total = weights.reduce<number>((sum, weight) => sum + weight, 0);
        const values = keys.map((j) => row(v, keyHead, j));
        for (let d = 0; d < D; d++)
          out.push(
            dot(
              weights,
              values.map((each) => each[d] ?? 0),
            ) / total,
          );
      }
    }
  }
  return out;
}

describe('the attention family', () => {
  for (const [variant, definition] of Object.entries(definitions)) {
    it(`attention_${variant} is what FlexAttention's definition gives in doubles`, async () => {
      const { dims, constants = {}, f16 = false, shape: of, keyShape = of } = definition;
      const [q, k, v] = [numbers(of, 1), numbers(keyShape, 2), numbers(keyShape, 3)];
      const inputs: Record<string, Tensor> = {
        q: tensorOf(q, of, f16),
        k: tensorOf(k, keyShape, f16),
        v: tensorOf(v, keyShape, f16),
      };
      if (definition.starts) {
        const flags = createTensor('bool', [2, 41]);
        (flags.data as Uint8Array).set(definition.starts.flat());
        inputs.starts = flags;
      }
      const tensors = {
        inputs,
        outputs: { o: tensorOf(attention(definition, q, k, v), of, f16) },
        dims: { ...dims, D },
        constants,
        tolerance: { relative: 0.01, absolute: 0.001 },
      };
      const source = referenceAsCandidate(loadProblem(`attention_${variant}`));
      expectPass(await verifyKernel(source, tensors, { engine: await simulatedEngine(), trials: 1 }), variant);
    });
  }
});
