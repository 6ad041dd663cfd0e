import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { findPython } from '../../lib/torch/find_python.js';

const [program, folder] = [process.execPath, dirname(process.execPath)];

describe('findPython', () => {
  it('takes what is given before WARPSMITH_PYTHON, and that before PATH', () => {
    assert.equal(findPython(program, { WARPSMITH_PYTHON: '/none' }).path, program);
    assert.equal(findPython(undefined, { WARPSMITH_PYTHON: program, PATH: '' }).words, `${program} (WARPSMITH_PYTHON)`);
    assert.equal(findPython('node', { PATH: `/none:${folder}` }).path, program);
  });

  it('says what it tried and what to do', () => {
    const fails = (message: RegExp, given: string | undefined, environment: NodeJS.ProcessEnv): void => {
      assert.throws(() => findPython(given, environment), { code: 'no-torch', message });
      assert.throws(() => findPython(given, environment), { message: /name a Python that has it in WARPSMITH_PYTHON/ });
    };
    fails(/tried \/none, and there is no program at that path/, '/none', {});
    fails(/tried \/none \(WARPSMITH_PYTHON\)/, undefined, { WARPSMITH_PYTHON: '/none' });
    fails(/tried python3 \(python3 in PATH\), and no folder/, undefined, { PATH: '/none', WARPSMITH_PYTHON: '' });
    fails(/no program at that path/, folder, {});
  });
});
