import assert from 'node:assert/strict';
import { issuesOf } from '../../lib/format/header.js';
import { fillSchema, identifierSchema, planHeaderSchema, tensorMapSchema } from '../../lib/format/schema.js';

const launch = { kernel: 'k', grid: [1], block: [32], args: [] };

function issues(header: unknown): { where: string; message: string }[] {
  const parsed = planHeaderSchema.safeParse(header);
  assert(!parsed.success, 'the header was accepted');
  return issuesOf(parsed.error);
}

describe('planHeaderSchema', () => {
  it('takes all that the format knows', () => {
    const header = {
      workspace: { w: { type: 'f32', shape: ['M', 8], fill: { constant: 0 } } },
      tensorMaps: { t: { tensor: 'x', box: [64, 64], swizzle: 128, elementStrides: [1, 1], oob: 'nan' } },
      launch: [{ ...launch, shared: '4 * N', cluster: [2], cooperative: true, args: ['x', 1, 0.5, 'M * N'] }],
    };
    const parsed = planHeaderSchema.parse(header);
    assert.deepEqual(parsed.tensorMaps?.t, { ...header.tensorMaps.t, l2: 128, interleave: 0 });
    assert.deepEqual(parsed.launch, header.launch);
  });

  it('takes a single size for grid, block and cluster', () => {
    const parsed = planHeaderSchema.parse({ launch: [{ ...launch, grid: 'M', block: 64, cluster: 2 }] });
    const [first] = parsed.launch;
    assert.deepEqual([first?.grid, first?.block, first?.cluster], [['M'], [64], [2]]);
  });

  for (const [what, header, where] of [
    ['an unknown key', { launch: [launch], lunch: [] }, 'header'],
    ['an unknown key of a launch', { launch: [{ ...launch, threads: 3 }] }, 'launch[0]'],
    ['no launch', {}, 'launch'],
    ['an empty list of launches', { launch: [] }, 'launch'],
    ['65 launches', { launch: Array<unknown>(65).fill(launch) }, 'launch'],
    ['a launch without a grid', { launch: [{ kernel: 'k', block: [1], args: [] }] }, 'launch[0].grid'],
    ['a grid of four sizes', { launch: [{ ...launch, grid: [1, 1, 1, 1] }] }, 'launch[0].grid'],
    ['a grid of no size', { launch: [{ ...launch, grid: [] }] }, 'launch[0].grid'],
    ['a fraction as a size', { launch: [{ ...launch, block: [1.5] }] }, 'launch[0].block'],
    ['a kernel without a name', { launch: [{ ...launch, kernel: '' }] }, 'launch[0].kernel'],
    ['a boolean argument', { launch: [{ ...launch, args: [true] }] }, 'launch[0].args[0]'],
    ['an infinite argument', { launch: [{ ...launch, args: [Infinity] }] }, 'launch[0].args[0]'],
    ['cooperative as a text', { launch: [{ ...launch, cooperative: 'yes' }] }, 'launch[0].cooperative'],
    ['an unknown dtype', { launch: [launch], workspace: { w: { type: 'f8', shape: [1] } } }, 'workspace.w.type'],
    [
      '9 dimensions',
      { launch: [launch], workspace: { w: { type: 'f32', shape: Array(9).fill(1) } } },
      'workspace.w.shape',
    ],
    ['a workspace without a shape', { launch: [launch], workspace: { w: { type: 'f32' } } }, 'workspace.w.shape'],
    ['a list for a map', { launch: [launch], workspace: [1] }, 'workspace'],
    ['a text', 'hello', 'header'],
    ['nothing', null, 'header'],
  ] as const) {
    it(`refuses ${what} at ${where}`, () => {
      const found = issues(header).map((issue) => issue.where);
      assert(found.includes(where), `complained about ${found.join(', ')}`);
    });
  }

  it('says what a grid looks like', () => {
    const [issue] = issues({ launch: [{ ...launch, grid: { x: 1 } }] });
    assert.equal(issue?.where, 'launch[0].grid');
    assert.match(issue.message, /^Expected 1 to 3 sizes/);
  });

  it('says what a name looks like', () => {
    const issueOf = (name: string): { where: string; message: string } | undefined =>
      issues({ launch: [launch], workspace: { [name]: { type: 'f32', shape: [1] } } })[0];
    assert.deepEqual(issueOf('1x'), {
      where: 'workspace.1x',
      message: 'Expected a name of letters, digits and _, beginning with a letter.',
    });
    assert.deepEqual(issueOf('min'), { where: 'workspace.min', message: 'This name is taken; choose another.' });
  });

  it('says which swizzles there are', () => {
    const [issue] = issues({ launch: [launch], tensorMaps: { t: { tensor: 'x', box: [1], swizzle: 48 } } });
    assert.deepEqual(issue, { where: 'tensorMaps.t.swizzle', message: 'Expected one of 0, 32, 64, 128.' });
  });
});

describe('identifierSchema', () => {
  it('takes names of letters, digits and _', () => {
    for (const name of ['x', 'X_1', '_y', 'toString']) assert(identifierSchema.safeParse(name).success, name);
  });

  for (const name of ['', '1x', 'a-b', 'a b', 'x.y', 'é', 'min', 'ceildiv', '__proto__', 'constructor', 'prototype']) {
    it(`refuses "${name}"`, () => assert(!identifierSchema.safeParse(name).success));
  }
});

describe('fillSchema', () => {
  for (const fill of [
    { normal: [0, 1] },
    { uniform: [-1, 1] },
    { integers: [-3, 3] },
    { constant: 2.5 },
    { bernoulli: 0.25 },
  ]) {
    it(`takes ${JSON.stringify(fill)}`, () => assert.deepEqual(fillSchema.parse(fill), fill));
  }

  for (const fill of [
    {},
    'zeros',
    { normal: 1 },
    { normal: [0] },
    { uniform: [0, 1, 2] },
    { integers: [0, 1.5] },
    { constant: '0' },
    { normal: [0, 1], constant: 0 },
    { gaussian: [0, 1] },
  ]) {
    it(`refuses ${JSON.stringify(fill)} and lists what is known`, () => {
      const parsed = fillSchema.safeParse(fill);
      assert(!parsed.success, 'was accepted');
      assert.match(parsed.error.issues[0]?.message ?? '', /normal: \[mean, deviation\].*bernoulli: p/);
    });
  }
});

describe('fillSchema: bernoulli', () => {
  for (const p of [1.5, -0.1]) {
    it(`refuses the probability ${p}`, () => assert(!fillSchema.safeParse({ bernoulli: p }).success));
  }
});

describe('tensorMapSchema', () => {
  it('has the defaults of the format', () => {
    assert.deepEqual(tensorMapSchema.parse({ tensor: 'x', box: [64] }), {
      tensor: 'x',
      box: [64],
      swizzle: 0,
      l2: 128,
      interleave: 0,
      oob: 'zeros',
    });
  });

  for (const [field, value] of [
    ['swizzle', 48],
    ['l2', 32],
    ['interleave', 64],
    ['oob', 'ones'],
    ['elementStrides', [0]],
    ['elementStrides', [9]],
    ['box', []],
    ['box', [1, 1, 1, 1, 1, 1]],
  ] as const) {
    it(`refuses ${field}: ${JSON.stringify(value)}`, () => {
      assert(!tensorMapSchema.safeParse({ tensor: 'x', box: [1], [field]: value }).success);
    });
  }
});
