import assert from 'node:assert/strict';
import { dtypes } from '../../../lib/format/dtype.js';
import type { Buffer, Command } from '../../../lib/native/types.js';
import { promisedAlignment } from '../../../lib/problem/contract.js';
import { Allocations } from '../../../lib/verify/allocations.js';
import { BandCheck, type BandChange, readChanges } from '../../../lib/verify/trials/bands.js';
import { type Place, Places, type Tenant, allocatorAlignment } from '../../../lib/verify/trials/places.js';
import { openedSimulator } from '../../simulator/simulated_engine.js';

const tenants: Tenant[] = [
  { key: 'input x', bytes: 4036, watched: true, mapped: false },
  { key: 'output y', bytes: 4036, watched: true, mapped: false },
  { key: 'expected y', bytes: 4036, watched: false, mapped: false },
  { key: 'input mask', bytes: 1009, watched: true, mapped: false },
  { key: 'output large', bytes: 3 * 2 ** 20, watched: true, mapped: false },
];

describe('places of tensors', () => {
  const seed = 77;
  let allocations: Allocations;
  let places: Places;

  before(async () => {
    const simulator = await openedSimulator();
    allocations = new Allocations(simulator.native);
    places = await Places.allocate(simulator, tenants, allocations);
  });

  after(() => allocations.release());

  const move = (turn: number, alignment = promisedAlignment): Place => places.move({ turn, seed, alignment });
  const addresses = (place: Place): bigint[] => tenants.map(({ key }) => place.of(key).address);

  it('have the size of the tensor, and the alignment that is asked for', () => {
    for (let turn = 0; turn < 40; turn++) {
      for (const alignment of [promisedAlignment, allocatorAlignment]) {
        const place = move(turn, alignment);
        for (const { key, bytes } of tenants) {
          const buffer = place.of(key);
          assert.equal(buffer.bytes, bytes);
          assert.equal(buffer.address % BigInt(alignment), 0n);
        }
      }
    }
  });

  it('are others from trial to trial, as addresses and as alignments, and do not overlap', () => {
    const turns = Array.from({ length: 12 }, (_, turn) => move(turn));
    for (const i of tenants.keys()) {
      const found = turns.map((place) => addresses(place)[i] ?? 0n);
      assert(new Set(found).size >= 10, `${tenants[i]?.key}: ${found.join(' ')}`);
      assert(new Set(found.map((address) => address % 256n)).size >= 3);
    }
    for (const place of turns) {
      const all = tenants.map(({ key }) => place.of(key)).sort((a, b) => Number(a.address - b.address));
      for (const [i, buffer] of all.entries()) {
        const next = all[i + 1];
        if (next) assert(buffer.address + BigInt(buffer.bytes) <= next.address);
      }
    }
  });

  it('are in the memory of other tensors of about the same size', () => {
    const regions = (key: string): Set<bigint> =>
      new Set(Array.from({ length: 8 }, (_, turn) => move(turn).of(key).address >> 20n));
    assert(regions('input x').size >= 3);
    // There is no other one of its size.
    assert.equal(regions('output large').size, 1);
  });

  it('end where their memory ends in the first trial', () => {
    const place = move(0);
    const band = place.bands.find(({ key, side }) => key === 'output y' && side === 'after');
    assert(band && band.end - band.begin < BigInt(allocatorAlignment));
  });

  it('are the same for the same seed and turn', () => {
    assert.deepEqual(addresses(move(5)), addresses(move(5)));
    assert.notDeepEqual(
      addresses(move(5)),
      addresses(places.move({ turn: 5, seed: 78, alignment: promisedAlignment })),
    );
  });
});

describe('the bytes around tensors', () => {
  let allocations: Allocations;
  const run = async (commands: Command[]): Promise<void> => {
    await (await openedSimulator()).run(commands, 60_000);
  };

  beforeEach(async () => {
    allocations = new Allocations((await openedSimulator()).native);
  });
  afterEach(() => allocations.release());

  /** What is found after the commands that `write` makes of a place. */
  async function changesAfter(
    turn: number,
    write: (place: Place, spoil: (key: string, offset: number, bytes: number) => Command) => Command[],
  ): Promise<BandChange[]> {
    const simulator = await openedSimulator();
    const wholes: Buffer[] = [];
    const watching = new Proxy(allocations, {
      get: (target, name: keyof Allocations) =>
        name === 'guarded'
          ? async (bytes: number) => {
              const whole = await target.guarded(bytes);
              wholes.push(whole);
              return whole;
            }
          : (target[name] as () => unknown).bind(target),
    });
    const places = await Places.allocate(simulator, tenants, watching);
    const place = places.move({ turn, seed: 3, alignment: promisedAlignment });
    const spoil = (key: string, offset: number, bytes: number): Command => {
      const { address } = place.of(key);
      const whole = wholes.find((each) => address >= each.address && address < each.address + BigInt(each.bytes));
      assert(whole);
      return { op: 'set', buffer: whole, offset: Number(address - whole.address) + offset, bytes, value: 0x3c };
    };
    const check = await BandCheck.prepare(simulator, place.bands.length, allocations);
    const found = new Uint8Array(await simulator.window());
    await run([...place.wipe, ...write(place, spoil), ...(await check.commands(place.bands, place.bandWord, found))]);
    return readChanges(place.bands, found);
  }

  it('are what they were when only tensors are written', async () => {
    const found = await changesAfter(3, (_, spoil) => tenants.map(({ key, bytes }) => spoil(key, 0, bytes)));
    assert.deepEqual(found, []);
  });

  it('tell which tensor was missed, on which side, by how much and by how many bytes', async () => {
    const found = await changesAfter(3, (_, spoil) => [
      spoil('output y', 4036, 3),
      spoil('output y', 4046, 2),
      spoil('input mask', -5, 4),
      spoil('output large', -dtypes.f64.bytes, 8),
    ]);
    assert.deepEqual(
      found.sort((a, b) => a.key.localeCompare(b.key)),
      [
        { key: 'input mask', side: 'before', bytes: 4, distance: 2 },
        { key: 'output large', side: 'before', bytes: 8, distance: 1 },
        { key: 'output y', side: 'after', bytes: 5, distance: 1 },
      ],
    );
  });

  it('are looked at behind the last byte of the memory as well', async () => {
    const found = await changesAfter(0, (_, spoil) => [spoil('input mask', 1009, 1)]);
    assert.deepEqual(found, [{ key: 'input mask', side: 'after', bytes: 1, distance: 1 }]);
  });

  it('are those of tensors that the candidate may touch', async () => {
    const found = await changesAfter(3, (_, spoil) => [spoil('expected y', 4036, 64)]);
    assert.deepEqual(found, []);
  });
});
