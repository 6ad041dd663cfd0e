import assert from 'node:assert/strict';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Found {
  guarded: { bytes: number; aligned: boolean; distance: number; last: number }[];
  apart: number;
  tooMuch: Failure;
  free: [number, number];
  words: number[];
  unknown: Failure;
  noText: Failure;
  pokedBehind: Failure;
  badPtx: Failure;
}

describe('guarded memory and PTX (of the fake driver)', () => {
  needsFakeDriver();
  let found: Found;
  let log: string[];

  before(async () => {
    ({ report: found, log } = await runScenario<Found>('guarded'));
  });

  it('memory is aligned, and ends where its mapping ends', () => {
    for (const { bytes, aligned, distance, last } of found.guarded) {
      assert(aligned, `${bytes} bytes lie at an odd address`);
      const slack = (2 << 20) - (distance === 0 ? 2 << 20 : distance);
      assert(slack < 256 || bytes === 0, `${bytes} bytes are followed by ${slack}`);
      assert.equal(last, 7);
    }
    assert.deepEqual(
      found.guarded.map(({ bytes }) => bytes),
      [0, 1, 1000, 3 << 20],
    );
  });

  it('buffers have addresses between them that belong to nobody', () => assert(found.apart >= 64 << 20));

  it('all of it is given back, also where memory was not enough', () => {
    assert.equal(found.tooMuch.code, 'device-out-of-memory');
    assert.match(found.tooMuch.message, /Expected 1099511627776 bytes of device memory but only/);
    assert.equal(found.free[1], found.free[0]);
    const count = (what: string): number => log.filter((line) => line.split(' ')[0] === what).length;
    assert.deepEqual([count('map'), count('reserve')], [6, 7]);
    assert.deepEqual([count('unmap'), count('unreserve')], [6, 7]);
  });

  it("a module's variables are buffers, which keep it loaded", () => {
    assert.deepEqual(found.words, [0x01010101, 0xabcdef01]);
    assert.equal(found.unknown.code, 'bad-plan');
    assert.match(found.unknown.message, /no variable named missing_table/);
    assert.equal(found.noText.name, 'TypeError');
    assert.equal(log.filter((line) => line === 'unload').length, 2);
  });

  it('a word is written inside its buffer only', () => {
    assert.match(found.pokedBehind.message, /at least 65 bytes but found 64/);
  });

  it("text that is no PTX is refused with the driver's words", () => {
    assert.deepEqual([found.badPtx.code, found.badPtx.detail], ['bad-ptx', 'CUresult 218']);
    assert.match(found.badPtx.message, /cannot compile the PTX .*: ptxas fatal : Missing \.version directive/);
  });
});
