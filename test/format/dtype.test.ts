import assert from 'node:assert/strict';
import { dtypeNames, dtypes, elementAt } from '../../lib/format/dtype.js';

describe('dtypes', () => {
  for (const name of dtypeNames) {
    it(`${name}: its array holds elements of its size`, () => {
      assert.equal(dtypes[name].array.BYTES_PER_ELEMENT, dtypes[name].bytes);
    });
  }
});

describe('elementAt', () => {
  it('reads the plain types', () => {
    assert.equal(elementAt('f64', Float64Array.of(0.1), 0), 0.1);
    assert.equal(elementAt('f32', Float32Array.of(0.1), 0), Math.fround(0.1));
    assert.equal(elementAt('i64', BigInt64Array.of(-5n), 0), -5);
    assert.equal(elementAt('i32', Int32Array.of(1, -2147483648), 1), -2147483648);
    assert.equal(elementAt('i8', Int8Array.of(-128), 0), -128);
    assert.equal(elementAt('u8', Uint8Array.of(255), 0), 255);
    assert.equal(elementAt('bool', Uint8Array.of(1), 0), 1);
  });

  it('is NaN behind the end', () => assert(Number.isNaN(elementAt('f32', new Float32Array(2), 2))));

  const halves: [number, number][] = [
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0xfbff, -65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x8001, -(2 ** -24)],
    [0x03ff, 1023 * 2 ** -24],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7c01, NaN],
    [0xffff, NaN],
  ];
  for (const [bits, value] of halves) {
    it(`f16 0x${bits.toString(16)} is ${Object.is(value, -0) ? '-0' : value}`, () => {
      assert(Object.is(elementAt('f16', Uint16Array.of(bits), 0), value));
    });
  }

  const brains: [number, number][] = [
    [0x0000, 0],
    [0x8000, -0],
    [0x3f80, 1],
    [0xbf80, -1],
    [0x4049, 3.140625],
    [0x0001, 2 ** -133],
    [0x007f, 127 * 2 ** -133],
    [0x0080, 2 ** -126],
    [0x7f7f, 255 * 2 ** 120],
    [0x7f80, Infinity],
    [0xff80, -Infinity],
    [0x7f81, NaN],
    [0xffff, NaN],
  ];
  for (const [bits, value] of brains) {
    it(`bf16 0x${bits.toString(16)} is ${Object.is(value, -0) ? '-0' : value}`, () => {
      assert(Object.is(elementAt('bf16', Uint16Array.of(bits), 0), value));
    });
  }

  it('is ordered as the bits are, over all finite f16 and bf16', () => {
    for (const [dtype, infinity] of [
      ['f16', 0x7c00],
      ['bf16', 0x7f80],
    ] as const) {
      const array = Uint16Array.from({ length: infinity + 1 }, (_, bits) => bits);
      for (let bits = 1; bits <= infinity; bits++) {
        assert(
          elementAt(dtype, array, bits) > elementAt(dtype, array, bits - 1),
          `${dtype}: 0x${bits.toString(16)} is not above the one before`,
        );
      }
    }
  });
});
