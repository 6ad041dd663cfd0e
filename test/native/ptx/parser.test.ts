import assert from 'node:assert/strict';
import { type Operand, buildDump, parse, parseBody, refusal, refusalAfterHeader } from './dump.js';

/** Operands of the only instruction, with these registers declared. */
function operandsOf(instruction: string): Operand[] {
  const { instructions } = parseBody(
    `.reg .pred %p<4>; .reg .b32 %r<8>; .reg .v4 .b32 v; .shared .b32 x[4];\n${instruction}`,
  );
  assert.equal(instructions.length, 1);
  return instructions[0]?.operands ?? [];
}

function valueOf(expression: string): string | undefined {
  return operandsOf(`mov.b64 %r1, ${expression};`)[1]?.value ?? '0';
}

describe('the PTX parser', () => {
  before(buildDump);

  describe('operands', () => {
    it('are kept by their shape', () => {
      const kinds = (text: string): string[] => operandsOf(text).map(({ kind }) => kind);
      assert.deepEqual(kinds('foo.bar::baz.b32 %r1, %tid.x, x, 7, 0f3F800000, 1.5, [%r1], {%r1, _}, %p1|%p2, _;'), [
        'reg',
        'special',
        'symbol',
        'integer',
        'real32',
        'real64',
        'address',
        'vector',
        'pair',
        'sink',
      ]);
    });

    it('of an address are its parts and one offset', () => {
      const [address] = operandsOf('prefetch [%r1+-8];');
      assert.deepEqual(address, {
        kind: 'address',
        hasOffset: true,
        value: '-8',
        elements: [{ kind: 'reg', index: 1 }],
      });
      assert.equal(operandsOf('prefetch [x+4*2];')[0]?.value, '8');
      assert.equal(operandsOf('prefetch [%r1-4];')[0]?.value, '-4');
      const [tensor] = operandsOf('prefetch [%r1+64, {%r2, %r3}];');
      assert.deepEqual(
        tensor?.elements?.map(({ kind }) => kind),
        ['reg', 'vector'],
      );
      assert.equal(operandsOf('ld.b32 %r1, [%r2].unified;')[1]?.text, 'unified');
    });

    it('of an array with an index are an address, or the element where memory is not read', () => {
      assert.deepEqual(operandsOf('mov.b32 %r1, x[2];')[1], {
        kind: 'symbol',
        hasOffset: true,
        index: 0,
        value: '8',
        text: 'x',
      });
      const [, address] = operandsOf('ld.shared.b32 %r1, x[2];');
      assert.equal(address?.kind, 'address');
      assert.equal(address.value, '8');
    });

    it('can be parts of registers, negated and special', () => {
      assert.equal(operandsOf('mov.b32 %r1, v.z;')[1]?.component, 3);
      assert.equal(operandsOf('mov.b32 %r1, v.r;')[1]?.component, 1);
      assert.equal(operandsOf('vadd %r1, %r2.h1;')[1]?.text, 'h1');
      const [, negative] = operandsOf('vmad %r1, -%r2.b0;');
      assert(negative?.negated);
      assert.equal(negative.value, '-1');
      assert(operandsOf('selp %r1, !%p1;')[1]?.negated);
      assert.equal(operandsOf('mov.b32 %r1, WARP_SZ;')[1]?.kind, 'special');
    });

    it('have the values of constant expressions', () => {
      const expected: Record<string, string> = {
        '0x1F': '31',
        '0b101': '5',
        '017': '15',
        '12U': '12',
        '0xFFFFFFFFFFFFFFFF': '-1',
        '-9223372036854775808': '-9223372036854775808',
        '1 + 2 * 3': '7',
        '(1 + 2) * 3': '9',
        '-7 / 2': '-3',
        '-7 % 4': '-3',
        '1 << 4 | 3 ^ 1 & ~0': '18',
        '-16 >> 2': '-4',
        '3 > 2 ? 10 : 20': '10',
        '!0 && 1 || 0': '1',
        '-1 < 1U': '0',
        '(.s64) 0xFFFFFFFFFFFFFFFF < 1': '1',
      };
      for (const [expression, value] of Object.entries(expected)) assert.equal(valueOf(expression), value, expression);
      assert.equal(operandsOf('mov %r1, -0f3F800000;')[1]?.value, String(0xbf800000));
    });
  });

  describe('names', () => {
    it('of registers in a range come to be when they are first used', () => {
      const { registers } = parseBody('.reg .b32 %r<1000>; .reg .v2 .f32 %v<2>, w; mov %r7, %v1; mov %r7, %r3;');
      assert.deepEqual(registers, [
        { name: 'w', type: 'f32', elements: 2 },
        { name: '%r7', type: 'b32', elements: 1 },
        { name: '%v1', type: 'f32', elements: 2 },
        { name: '%r3', type: 'b32', elements: 1 },
      ]);
    });

    it('of an inner scope hide those outside, and only there', () => {
      const { instructions, registers } = parseBody(`
        .reg .b32 %r<4>, t;
        mov %r1, t;
        { .reg .b64 t; .reg .b16 %r<2>; mov %r1, t; mov %r3, %r3; }
        mov %r1, t; mov %r3, %r3;`);
      const types = instructions.map(({ operands }) => operands.map(({ index }) => registers[index ?? 0]?.type));
      assert.deepEqual(types, [
        ['b32', 'b32'],
        ['b16', 'b64'],
        ['b32', 'b32'],
        ['b32', 'b32'],
        ['b32', 'b32'],
      ]);
      // A register of an outer scope is one register wherever it is first used.
      assert.deepEqual(instructions[2]?.operands, instructions[4]?.operands);
    });

    it('of labels are known before them and are of their scope', () => {
      const { instructions, labels } = parseBody('bra L; L: { bra L; L: bra M; } M: bra L;');
      const targets = instructions.map(({ operands }) => labels[operands[0]?.index ?? 0]?.target);
      assert.deepEqual(targets, [1, 2, 3, 1]);
    });

    it('of variables lead to the one that is meant', () => {
      const { instructions } = parseBody('{ .param .b32 p; st [p], 1; } { .param .b64 p; st [p], 1; }');
      assert.deepEqual(
        instructions.map(({ operands }) => operands[0]?.elements?.[0]?.index),
        [0, 1],
      );
    });

    it('of variables may be numbered', () => {
      const { variables } = parseBody('.shared .align 8 .b32 x<3>; ld %r, [x2];'.replace('%r', '_'));
      assert.deepEqual(
        variables.map(({ name }) => name),
        ['x0', 'x1', 'x2'],
      );
    });
  });

  describe('variables', () => {
    it('have the bytes of their initial values', () => {
      const { variables } = parse(`
        .global .u16 a[2][3] = {{1, 2}, {-1}};
        .global .f32 b[] = {1.0, 0f40000000};
        .const .v2 .f64 c = {0d3FF0000000000000, 2.0};
        .global .b32 d = (3 + 4) * 2;`);
      assert.deepEqual(
        variables.map(({ initial }) => Buffer.from(initial).toString('hex')),
        ['010002000000ffff00000000', '0000803f00000040', '000000000000f03f0000000000000040', '0e000000'],
      );
      assert.deepEqual(variables[1]?.shape, [2]);
    });

    it('refer to the addresses of others', () => {
      const { variables } = parse(`
        .func f () ;
        .global .u32 a;
        .global .u64 b[3] = {f, generic(a)+4, 7};
        .global .u8 c[2] = {0xff(a), 0xff0000(generic(a))};`);
      assert.deepEqual(variables[1]?.references, [
        { offset: 0, symbol: 'f', addend: '0', bytes: 8, shift: 0 },
        { offset: 8, symbol: 'a', addend: '4', generic: true, bytes: 8, shift: 0 },
      ]);
      assert.deepEqual(variables[2]?.references, [
        { offset: 0, symbol: 'a', addend: '0', bytes: 1, shift: 0 },
        { offset: 1, symbol: 'a', addend: '0', generic: true, bytes: 1, shift: 16 },
      ]);
    });

    it('may be open, managed, banked, opaque or larger than any memory', () => {
      const { variables } = parse(`
        .extern .shared .align 16 .b8 open[];
        .global .attribute(.managed) .u32 managed;
        .const[2] .b32 banked;
        .global .samplerref s = { addr_mode_0 = clamp_to_border };
        .global .b8 huge[99999999999];`);
      assert.deepEqual(
        variables.map(({ bytes }) => bytes),
        ['0', '4', '4', '8', '99999999999'],
      );
      assert.deepEqual(variables[1]?.attributes, ['.attribute(.managed)']);
      assert.deepEqual(variables[2]?.attributes, ['[2]']);
      assert.equal(variables[3]?.state, '{ addr_mode_0 = clamp_to_border }');
    });
  });

  describe('functions', () => {
    it('have parameters and directives', () => {
      const [kernel] = parse(`
        .visible .entry k(.param .u64 .ptr .global .align 16 p, .param .align 64 .b8 map[128])
        .maxntid 256, 1, 1
        .minnctapersm 2
        .explicitcluster
        { ret; }`).functions;
      assert(kernel?.isEntry);
      const [pointer, map] = kernel.parameters;
      assert.deepEqual([pointer?.isPointer, pointer?.pointerSpace, pointer?.pointerAlignment], [true, 'global', 16]);
      assert.deepEqual([map?.bytes, map?.alignment], ['128', 64]);
      assert.deepEqual(
        kernel.directives.map(({ name, values }) => [name, values]),
        [
          ['maxntid', [256, 1, 1]],
          ['minnctapersm', [2]],
          ['explicitcluster', []],
        ],
      );
    });

    it('may take and give registers, and not return', () => {
      const [f, g] = parse(`
        .func (.reg .b32 %o) f (.reg .b32 %i) { add.s32 %o, %i, 1; ret; }
        .extern .func g () .noreturn ;`).functions;
      assert.deepEqual(
        f?.registers.map(({ name }) => name),
        ['%o', '%i'],
      );
      assert(g?.noReturn);
      assert(!g.isDefined);
    });

    it('call by lists, prototypes and targets', () => {
      const { functions } = parse(`
        .func (.param .b32 r) f (.param .b32 a) ;
        .entry k() {
          .reg .b32 %r<3>; .reg .b64 %rd1;
          { .param .b32 a; .param .b32 r; call.uni (r), f, (a); }
          proto: .callprototype (.param .b32 _) _ (.param .b32 _);
          call (%r1), %rd1, (%r2), proto;
          few: .calltargets f;
          call (%r1), %rd1, (%r2), few;
        }`);
      const { instructions, labels } = functions[1] ?? assert.fail();
      assert.deepEqual(
        instructions.map(({ operands }) => operands.map(({ kind }) => kind)),
        [
          ['list', 'symbol', 'list'],
          ['list', 'reg', 'list', 'label'],
          ['list', 'reg', 'list', 'label'],
        ],
      );
      assert.equal(labels[0]?.prototype, '.callprototype (.param .b32 _) _ (.param .b32 _)');
      assert.deepEqual(labels[1]?.targets, ['f']);
    });
  });

  it('resolves what a place was inlined into', () => {
    const { locations, functions } = parse(`
      .entry k() {
        .loc 1 6 3
        .loc 2 9 9, function_name $L__info0, inlined_at 1 6 3
        .loc 3 7 1, function_name $L__info0+4, inlined_at 2 9 9
        ret;
        .loc 1 6 3
        exit;
        .loc 4 1 1, function_name $L__info0, inlined_at 5 5 5
        exit;
      }
      .file 1 "a.cu"
      .section .debug_str { $L__info0: .b8 95,90,0 }`);
    const described = (index: number | null): string => {
      const location = index === null ? undefined : locations[index];
      if (!location) return '';
      return `${location.file}:${location.line} ${described(location.inlinedAt)}`;
    };
    assert.deepEqual(
      functions[0]?.instructions.map(({ location }) => described(location)),
      ['3:7 2:9 1:6 ', '1:6 ', '4:1 5:5 '],
    );
  });

  it('knows the line of each instruction', () => {
    const { instructions } = parseBody('// a\n/* b\n */ ret; exit;\n\n@!%p bra L;\nL:'.replace('@!%p ', ''));
    assert.deepEqual(
      instructions.map(({ textLine }) => textLine),
      [8, 8, 10],
    );
  });

  describe('refuses, with the line, what was expected and what was found,', () => {
    const cases: [string, string, RegExp][] = [
      ['an empty text', '', /^Line 1 of the PTX: expected \.version but found the end of the text\.$/],
      ['another language', '#include <a>', /expected \.version but found "#include"/],
      ['a text that ends in a body', '.version 9.0 .target sm_90a .func f() { ret;', /found the end of the text/],
      ['a comment without an end', '.version 9.0\n/* ', /^Line 2 .* the end of this comment/],
    ];
    for (const [what, text, message] of cases) it(what, () => assert.match(refusal(text), message));

    const bodies: [string, string, RegExp][] = [
      ['a register that is not declared', 'mov.b32 %r1, 0;', /^Line 6 .* a register that is declared but found "%r1"/],
      ['a number outside its range', '.reg .b32 %r<4>; mov.b32 %r4, 0;', /a register that is declared/],
      ['more registers than anyone needs', '.reg .b32 %r<4000000000>;', /no more than 1048576 registers/],
      ['a label that does not exist', 'bra L;', /the name of a label of this function but found "L"/],
      ['a name that nothing has', '.reg .b64 a; mov.b64 a, b;', /the name of something declared but found "b"/],
      ['two registers of one name', '.reg .b32 a; .reg .b32 a;', /a second "a"/],
      ['a number of more than 64 bits', '.reg .b32 a; mov a, 18446744073709551616;', /at most 64 bits/],
      ['a division by zero', '.reg .b32 a; mov a, 1 / 0;', /a divisor other than 0/],
      ['deep parentheses', `.reg .b32 a; mov a, ${'('.repeat(100_000)}`, /no more than 64 levels/],
      ['deep vectors', `.reg .b32 a; mov a, ${'{'.repeat(100_000)}`, /no more than 64 levels/],
      ['deep scopes', '{'.repeat(100_000), /no more than 64 levels/],
      ['a guard that is no predicate', '.reg .b32 a; @a ret;', /a predicate register/],
    ];
    for (const [what, body, message] of bodies) {
      it(what, () => assert.match(refusalAfterHeader(`.entry k() \n{\n${body}\n}`), message));
    }

    const declarations: [string, string, RegExp][] = [
      ['a size of more than 63 bits', '.global .b64 a[4294967296][4294967296];', /less than 2\^63 bytes/],
      ['a negative length', '.global .b64 a[-1];', /a length that is not negative/],
      ['too many initial values', '.global .b8 a[2] = {1, 2, 3};', /no more than 2 initial values/],
      ['a gigabyte of initial values', '.global .b8 a[1000000000] = {1};', /bytes of initial values/],
      ['an alignment of three', '.global .align 3 .b8 a;', /a power of two but found 3/],
      ['a variable without a type', '.global a;', /^Line 4 .* a type such as \.b32 but found "a"/],
    ];
    for (const [what, text, message] of declarations) it(what, () => assert.match(refusalAfterHeader(text), message));
  });
});
