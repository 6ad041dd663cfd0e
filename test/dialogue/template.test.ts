import assert from 'node:assert/strict';
import { promptText, renderTemplate } from '../../lib/dialogue/template.js';

describe('templates', () => {
  it('fail when a slot has no value, by itself, in a section and in a part', () => {
    assert.throws(() => renderTemplate('left_out', {}), /left_out\.md has a slot "count"/);
    assert.throws(() => renderTemplate('feedback/hang', { turn: 1, message: 'm', compiling: false }), /"deadlineMs"/);
    const view = { turn: 1, problems: [{ where: 'launch' }], more: 0 };
    assert.throws(() => renderTemplate('feedback/plan_error', view), /"message"/);
  });

  it('escape nothing', () => {
    const view = { turn: 1, problems: [{ where: 'a<b>', message: '"x" & {{y}}' }], more: 0 };
    assert.match(renderTemplate('feedback/plan_error', view), /- a<b>: "x" & \{\{y\}\}/);
  });

  it('fail when the file is missing', () => {
    assert.throws(() => promptText('no_such_prompt'), { code: 'bad-file' });
  });
});
