import assert from 'node:assert/strict';
import { type Function, buildDump, parse, parseBody } from './dump.js';

/** Blocks as "successors>post-dominator"; `-` is the function's end. */
function shapeOf(body: string): string[] {
  const { blocks } = parseBody(`.reg .pred %p; .reg .b32 %r;\n${body}`);
  return blocks.map(
    ({ successors, immediatePostDominator }) => `${successors.join(',')}>${immediatePostDominator ?? '-'}`,
  );
}

describe('the flow graph of a PTX function', () => {
  before(buildDump);

  it('meets again after a condition', () => {
    assert.deepEqual(shapeOf('@%p bra A; add %r; bra B; A: sub %r; B: ret;'), ['1,2>3', '3>3', '3>3', '>-']);
  });

  it('has a head for each loop', () => {
    const f = parseBody('.reg .pred %p; A: nop; B: nop; @%p bra B; @%p bra A; ret;');
    assert.deepEqual(f.loopHeads, [0, 1]);
    assert.deepEqual(
      f.blocks.map(({ immediatePostDominator }) => immediatePostDominator),
      [1, 2, 3, null],
    );
  });

  it('goes on after a guarded exit, and not after one that is not', () => {
    assert.deepEqual(shapeOf('@%p exit; nop; exit; nop;'), ['1>-', '>-', '>-']);
    const { blocks } = parseBody('exit; nop;');
    assert.deepEqual(
      blocks.map(({ reachable }) => reachable ?? false),
      [true, false],
    );
  });

  it('gives every block a post-dominator, in endless loops too', () => {
    assert.deepEqual(shapeOf('A: @%p bra B; nop; B: bra A;'), ['1,2>2', '2>2', '0>-']);
    assert.deepEqual(shapeOf('@%p bra A; ret; A: bra A;'), ['1,2>-', '>-', '2>-']);
  });

  it('follows every target of an indexed branch', () => {
    assert.deepEqual(shapeOf('T: .branchtargets A, B, A; brx.idx %r, T; A: nop; B: ret;'), ['1,2>2', '2>2', '>-']);
  });

  it('is not cut at labels that no branch goes to', () => {
    assert.deepEqual(shapeOf('nop; A: nop; B: ret;'), ['>-']);
  });

  it('may leave by its end', () => {
    assert.deepEqual(shapeOf('@%p bra END; nop; END:'), ['1>-', '>-']);
  });

  it('agrees with a plain search on graphs of any shape', () => {
    let state = 12345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    const functions = Array.from({ length: 200 }, (_, i) => {
      const count = 2 + random(14);
      const lines = Array.from({ length: count }, (__, line) => {
        const branch = [`@%p bra L${random(count)};`, `bra L${random(count)};`, 'nop;', '@%p exit;', 'exit;'];
        return `L${line}: ${branch[random(5)]}`;
      });
      return `.func f${i}() { .reg .pred %p; ${lines.join('\n')} exit; }`;
    });
    for (const f of parse(functions.join('\n')).functions) comparePlainly(f);
  });

  it('is built quickly for a long function', function () {
    this.timeout(10_000);
    const steps = Array.from({ length: 30_000 }, (_, i) => `L${i}: @%p bra L${(i * 7919) % 30_000};`);
    assert.equal(parseBody(`.reg .pred %p;\n${steps.join('\n')}\nret;`).blocks.length, 30_001);
  });
});

/** Takes a block away and looks what can still be reached. */
function reaches(edges: number[][], from: number, without: number): boolean[] {
  const seen = edges.map(() => false);
  const waiting = from === without ? [] : [from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen[at]) continue;
    seen[at] = true;
    waiting.push(...(edges[at] ?? []).filter((next) => next !== without));
  }
  return seen;
}

function comparePlainly({ blocks, instructions, loopHeads, name }: Function): void {
  const down = blocks.map(({ successors }) => successors);
  const up = blocks.map(({ predecessors }) => predecessors);
  assert.deepEqual(
    blocks.map((block) => block.reachable ?? false),
    reaches(down, 0, -1),
  );
  const heads = blocks.flatMap((_, head) => {
    const isLoop = (up[head] ?? []).some(
      (from) => blocks[from]?.reachable && (from === head || !reaches(down, 0, head)[from]),
    );
    return isLoop ? [head] : [];
  });
  assert.deepEqual(loopHeads, heads, name);
  const leaving = blocks.flatMap(({ last }, i) => (instructions[last]?.opcode === 'exit' ? [i] : []));
  const end = blocks.length;
  const fromEnd = [...up, leaving];
  // Where an endless loop reaches the end is our own choice: any block of it would do.
  if (reaches(fromEnd, end, -1).includes(false)) return;
  blocks.forEach(({ immediatePostDominator }, block) => {
    const dominators = blocks.map((_, i) => i).filter((i) => i !== block && !reaches(fromEnd, end, i)[block]);
    // All others lie between it and the end.
    const nearest = dominators.find((i) => dominators.every((j) => j === i || !reaches(fromEnd, end, j)[i]));
    assert.equal(immediatePostDominator, nearest ?? null, `${name}, block ${block}`);
  });
}
