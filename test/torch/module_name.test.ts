import assert from 'node:assert/strict';
import { moduleNameText, readModuleName } from '../../lib/torch/module_name.js';

describe("a module's name", () => {
  it('is a Python file, with a class or without', () => {
    assert.deepEqual(readModuleName('a/b.py'), { file: 'a/b.py', model: null });
    assert.deepEqual(readModuleName('a:b/c.py:Block_2'), { file: 'a:b/c.py', model: 'Block_2' });
  });

  it('is read as it is written', () => {
    for (const text of ['a/b.py', 'c.py:Block', 'd.py.py:E']) {
      const name = readModuleName(text);
      assert.equal(name && moduleNameText(name), text);
    }
  });

  it('is nothing else', () => {
    for (const text of ['relu', 'a.cu', 'b.py:', 'b.py:2', 'b.py:A:B', 'b.pyc', '']) {
      assert.equal(readModuleName(text), null, text);
    }
  });
});
