import assert from 'node:assert/strict';
import { z } from 'zod';
import { rulePatterns, ruleOf } from '../../lib/certificate/rules.js';
import { verdictSchema } from '../../lib/verify/verdict.js';

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  prefixItems?: Node[];
  additionalProperties?: Node | boolean;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Every path of a JSON schema; `*` for an element or a key of any name. */
function pathsOf(node: Node, path: string[] = []): string[][] {
  const below = [
    ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => pathsOf(child, [...path, key])),
    ...[node.items, ...(node.prefixItems ?? []), node.additionalProperties].flatMap((child) =>
      typeof child === 'object' ? pathsOf(child, [...path, '*']) : [],
    ),
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((child) => pathsOf(child, path)),
  ];
  return [path, ...below];
}

const paths = pathsOf(z.toJSONSchema(verdictSchema) as Node);

describe('the rules of a recheck', () => {
  it('each name a field that verdicts have', () => {
    const stale = rulePatterns.filter((pattern) => {
      const parts = pattern.split('.');
      return !paths.some(
        (path) => path.length >= parts.length && parts.every((part, i) => part === '*' || part === path[i]),
      );
    });
    assert.deepEqual(stale, []);
  });

  it('compare no field that is measured in milliseconds as if it were not', () => {
    const measured = paths.filter((path) => /(^ms|Ms)$/.test(path.at(-1) ?? '') && path[0] !== 'options');
    const compared = measured.filter((path) => !['free', 'time'].includes(ruleOf(path)));
    // What follows from bytes, operations and the device's clocks and widths is no measurement.
    const known = [['roofline', 'leastMs']];
    assert.deepEqual(
      compared
        .filter((path) => !known.some((other) => other.join('.') === path.join('.')))
        .map((path) => path.join('.')),
      [],
      'a new time needs a rule in lib/certificate/rules.ts',
    );
  });

  it('hold a field that has none to be the same where the surroundings are', () => {
    assert.equal(ruleOf(['something', 'new']), 'derived');
    assert.equal(ruleOf(['code', 'candidate', 'cubin']), 'derived');
    assert.equal(ruleOf(['timing', 'medianMs']), 'time');
    assert.equal(ruleOf(['rungs', '3', 'ms']), 'free');
    assert.equal(ruleOf(['rungs', '3', 'cached']), 'free');
    assert.equal(ruleOf(['rungs', '3', 'status']), 'derived');
  });
});
