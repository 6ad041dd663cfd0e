import assert from 'node:assert/strict';
import { Parameters } from '../../lib/import/parameters.js';
import { type Size, dimSize, numberSize } from '../../lib/import/size.js';
import type { Tensor } from '../../lib/import/values.js';

const cases = [
  { rows: 4, columns: 6 },
  { rows: 3, columns: 5 },
];
const [rows, columns] = [dimSize('rows'), dimSize('columns')];

function input(name: string, ...shape: Size[]): [string, Tensor] {
  return [name, { kind: 'tensor', storage: { input: name, called: name, dtype: 'f32', shape, fill: null }, shape }];
}

describe('a parameter of a module', () => {
  const linear = [input('fc_weight', columns, rows), input('fc_bias', columns)];
  const of = (inputs: [string, Tensor][], made: Record<string, Size[] | null> = {}): Parameters =>
    new Parameters(new Map(inputs), new Map(Object.entries(made)), cases);

  it("is the reference's of the same path", () => {
    const parameters = of(linear, { 'fc.weight': null });
    assert.equal(parameters.at('fc.weight')?.storage.input, 'fc_weight');
    assert.deepEqual(parameters.notes, []);
  });

  it('is the only one of its last name otherwise, which a note tells', () => {
    const parameters = of(linear, { weight: [columns, rows] });
    assert.equal(parameters.at('weight')?.storage.input, 'fc_weight');
    assert.equal(parameters.at('weight')?.storage.input, 'fc_weight');
    assert.deepEqual(parameters.notes, [
      'self.weight is taken as the reference\'s "fc_weight"; whether the file fills it alike is not looked at.',
    ]);
  });

  it('is the one of its shape where several have its last name', () => {
    const both = [...linear, input('norm_weight', columns)];
    assert.equal(of(both, { weight: [columns] }).at('weight')?.storage.input, 'norm_weight');
    assert.equal(of(both, { weight: null }).at('weight'), null);
    assert.equal(of([...both, input('other_weight', columns)], { weight: [columns] }).at('weight'), null);
  });

  for (const [path, shape] of [
    ['weight', [rows, columns]],
    ['fc.weight', [numberSize(4), numberSize(6)]],
  ] as const) {
    it(`is refused as ${path} in another shape`, () => {
      assert.throws(() => of(linear, { [path]: [...shape] }).at(path), /of the shape \[.*\] for the input "fc_weight"/);
    });
  }

  it('is refused where another one is taken as the same', () => {
    const parameters = of(linear);
    parameters.at('weight');
    assert.throws(() => parameters.at('fc.weight'), /self\.fc\.weight beside self\.weight/);
  });
});
