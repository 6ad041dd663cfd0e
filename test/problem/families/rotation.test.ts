import assert from 'node:assert/strict';
import { familiesOf } from '../../../lib/problem/families/families.js';
import { familyNamed, familyOf, familyOrder } from '../../../lib/problem/families/rotation.js';
import { contractOfTensors, createTensor } from '../../../lib/problem/tensor.js';
import { contractWith } from './problem_text.js';

const contract = contractWith({ x: 'type: f32, fill: { normal: [1, 2] }' });

function names(seed: number, trials: number): string[] {
  return Array.from({ length: trials }, (_, trial) => familyOf(contract, trial, seed).name);
}

describe('the families of trials', () => {
  it("begin with the problem's own", () => {
    for (const seed of [0, 1, 2 ** 40]) assert.equal(familyOf(contract, 0, seed).name, 'declared');
  });

  it('are each drawn once when there are as many trials', () => {
    const all = familiesOf(contract);
    for (const seed of [3, 4, 5]) assert.deepEqual(names(seed, all.length).sort(), [...all].sort());
  });

  it('come in the same order for the same seed, and in another for most others', () => {
    assert.deepEqual(names(9, 6), names(9, 6));
    const orders = new Set(Array.from({ length: 40 }, (_, seed) => names(seed, 5).join(' ')));
    assert(orders.size > 30, `${orders.size} orders`);
  });

  it('take every family first about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 700; seed++) {
      const name = familyOf(contract, 1, seed).name;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    assert.equal(counts.size, familiesOf(contract).length - 1);
    for (const [name, count] of counts) assert(count > 60 && count < 145, `${name}: ${count} of 700`);
  });

  it('go on in the next case where the usual number of trials ends', () => {
    const cases = [0, 1].map((caseIndex) => ({ ...contract, caseIndex }));
    const seen = cases.flatMap((one) => [0, 1, 2, 3, 4].map((trial) => familyOf(one, trial, 21).name));
    assert.deepEqual(new Set(seen), new Set(familiesOf(contract)));
  });

  it('leave out what the problem has no answer for', () => {
    const order = familyOrder(contract, 5, new Set(['large', 'tiny']));
    assert(!order.includes('large') && !order.includes('tiny'));
    assert.equal(order.length, familiesOf(contract).length - 2);
  });

  it('can be drawn again by their names', () => {
    const { name, draws } = familyOf(contract, 3, 77);
    assert.deepEqual(familyNamed(contract, name, 80), { name, draws });
  });

  it('are none for tensors of the caller, which have no fill', () => {
    const tensors = { inputs: { x: createTensor('f32', [4]) }, outputs: { y: createTensor('f32', [4]) } };
    const family = familyOf(contractOfTensors(tensors), 3, 1);
    assert.deepEqual([family.name, family.draws.size], ['declared', 0]);
  });
});
