import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../lib/package_root.js';
import { buildDump, parseWhole, replay } from './dump.js';

const kept = packagePath('test', 'native', 'ptx', 'kept');
const corpus = packagePath('test', 'native', 'ptx', 'fuzz_corpus');

const header = '.version 9.0\n.target sm_90a\n.address_size 64\n';

function printedBody(body: string): string {
  const { printed } = parseWhole(`${header}.entry k()\n{\n${body}\n}\n`);
  return printed.slice(printed.indexOf('{'));
}

describe('the PTX printer', () => {
  before(buildDump);

  for (const name of readdirSync(kept)) {
    it(`says the same as ${name}`, () => {
      const { module, printed } = parseWhole(readFileSync(join(kept, name), 'utf8'));
      assert(module.functions.length + module.variables.length > 0);
      // What was printed is printed as it is.
      assert.equal(parseWhole(printed).printed, printed);
    });
  }

  it('writes offsets as ptxas takes them', () => {
    const body = printedBody('.reg .b64 %rd<3>; .reg .b32 %r; ld.b32 %r, [%rd1-8]; ld.b32 %r, [%rd1+0];');
    assert.match(body, /\[%rd1\+-8\]/);
    assert.match(body, /\[%rd1\+0\]/);
  });

  it('keeps an instruction that nobody knows', () => {
    const body = '.reg .b32 %r<3>; .reg .pred %p; @!%p new.thing::v2.b32 {%r1, _}, [%r2, {1, 2}], %p|_, 0f3F800000;';
    assert.match(printedBody(body), /^\t@!%p new\.thing::v2\.b32 \{%r1, _\}, \[%r2, \{1, 2\}\], %p\|_, 0f3F800000;$/m);
  });

  it('leaves out debug sections, but for names that are in use', () => {
    const sections = '.section .debug_str { $L__name: .b8 95,0 }\n.section .debug_info { .b8 0 }\n';
    const without = parseWhole(`${header}.entry k() { ret; }\n${sections}`).printed;
    assert(!without.includes('.section'));
    const inlined = '.loc 1 1 1\n.loc 1 2 1, function_name $L__name, inlined_at 1 1 1\n';
    const used = parseWhole(`${header}.entry k() { ${inlined} ret; }\n${sections}`).printed;
    assert(used.includes('.debug_str'));
    assert(!used.includes('.debug_info'));
  });

  it('takes what fuzzing found without harm', () => {
    const { files, bad } = replay(corpus);
    assert(files > 0);
    assert.deepEqual(bad, []);
  });
});
