import assert from 'node:assert/strict';
import { isPointer, entryParameterBytes, parameterTexts, splitTopLevel } from '../../lib/verify/signature.js';

describe('splitTopLevel', () => {
  for (const [text, parts] of [
    ['', []],
    ['int', ['int']],
    ['float const*, int', ['float const*', 'int']],
    ['Pair<int, float>, int', ['Pair<int, float>', 'int']],
    [
      'Map<Pair<int, int>, char>*, void (*)(int, int), long',
      ['Map<Pair<int, int>, char>*', 'void (*)(int, int)', 'long'],
    ],
    ['Box<(int)3, 4>', ['Box<(int)3, 4>']],
    ['float (*) [8], A [2]', ['float (*) [8]', 'A [2]']],
  ] as const) {
    it(`splits "${text}" into ${parts.length}`, () => assert.deepEqual(splitTopLevel(text), parts));
  }
});

describe('parameterTexts', () => {
  it("reads a kernel's parameters from the symbol of warpsmith_signature", () => {
    const demangled = 'warpsmith_signature<void (float const*, Pair<int, float>, int)>';
    assert.deepEqual(parameterTexts(demangled), ['float const*', 'Pair<int, float>', 'int']);
    assert.deepEqual(parameterTexts('warpsmith_signature<void ()>'), []);
  });

  it('says what it found when it is another symbol', () => {
    assert.throws(() => parameterTexts('int main()'), /found int main\(\)/);
  });
});

describe('isPointer', () => {
  for (const text of [
    'float*',
    'float const*',
    'int**',
    'float (*) [8]',
    'float const (*) [8][4]',
    'Pair<int, int>*',
  ]) {
    it(`takes ${text} for one`, () => assert(isPointer(text)));
  }
  for (const text of ['int', 'void (*)(int)', 'Box<int*>', 'CUtensorMap', 'void (*) (int [8])']) {
    it(`takes ${text} for none`, () => assert(!isPointer(text)));
  }
});

describe('entryParameterBytes', () => {
  const ptx = `
.visible .entry scale2(
	.param .u64 .ptr .align 1 scale2_param_0,
	.param .u32 scale2_param_1
)
.maxntid 128
{ ret; }
.visible .entry scale(
	.param .f64 scale_param_0,
	.param .align 64 .b8 scale_param_1[128],
	.param .u8 scale_param_2,
	.param .b16 scale_param_3,
	.param .align 4 .b8 scale_param_4[12]
)
{ ret; }
.visible .entry empty()
{ ret; }
.visible .entry bare
{ ret; }
.entry _Z1kIiEvT_$x.y(.param .s32 p)
{ ret; }
`;
  for (const [symbol, bytes] of [
    ['scale', [8, 128, 1, 2, 12]],
    ['scale2', [8, 4]],
    ['empty', []],
    ['bare', []],
    ['_Z1kIiEvT_$x.y', [4]],
  ] as const) {
    it(`finds the parameters of ${symbol}`, () => assert.deepEqual(entryParameterBytes(ptx, symbol), bytes));
  }

  for (const symbol of ['missing', 'scal', 'cale', '_Z1kIiEvT_']) {
    it(`finds no entry ${symbol}`, () => {
      assert.throws(() => entryParameterBytes(ptx, symbol), /Expected the entry/);
    });
  }
});
