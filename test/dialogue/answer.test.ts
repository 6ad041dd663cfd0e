import assert from 'node:assert/strict';
import { extractCandidate } from '../../lib/dialogue/answer.js';

const plan = '/*---\nlaunch: []\n---*/';
const block = (body: string, language = 'cuda', fence = '```') => `${fence}${language}\n${body}\n${fence}\n`;

describe('extractCandidate', () => {
  for (const language of ['cuda', 'cpp', 'c++', 'C++', 'cu', 'c', '', 'cuda title="kernel.cu"', 'cpp:kernel.cu']) {
    it(`takes a block called "${language}"`, () => {
      const result = extractCandidate(`Here it is.\n${block(`${plan}\ncode`, language)}Done.`);
      assert.deepEqual(result, { found: true, source: `${plan}\ncode\n` });
    });
  }

  it('takes the last of several blocks with a plan', () => {
    const content = block(`${plan}\nfirst`) + block(`${plan}\nsecond`) + block('// no plan') + block('x = 1', 'python');
    assert.deepEqual(extractCandidate(content), { found: true, source: `${plan}\nsecond\n` });
  });

  it('takes tildes and longer fences, with shorter ones inside them', () => {
    const body = `${plan}\n// \`\`\`\ncode`;
    for (const fence of ['~~~', '````', '~~~~~']) {
      assert.deepEqual(extractCandidate(block(body, 'cuda', fence)), { found: true, source: `${body}\n` });
    }
  });

  it('takes the indentation of a list off, and Windows line ends', () => {
    const content = `1. So:\r\n   \`\`\`cuda\r\n   ${plan.replaceAll('\n', '\r\n   ')}\r\n     code\r\n   \`\`\`\r\n`;
    assert.deepEqual(extractCandidate(content), { found: true, source: `${plan}\n  code\n` });
  });

  it('takes a block that was left open when the answer ended by itself', () => {
    const content = `\`\`\`cuda\n${plan}\ncode`;
    assert.deepEqual(extractCandidate(content, 'stop'), { found: true, source: `${plan}\ncode\n` });
  });

  it('does not take a block that the length limit cut', () => {
    const content = `\`\`\`cuda\n${plan}\nco`;
    assert.deepEqual(extractCandidate(content, 'length'), { found: false, reason: 'cut-off' });
  });

  it('takes the whole block before one that was cut', () => {
    const content = `${block(`${plan}\nwhole`)}\`\`\`cuda\n${plan}\nha`;
    assert.deepEqual(extractCandidate(content, 'length'), { found: true, source: `${plan}\nwhole\n` });
  });

  it('says when there is no code, no plan, or nothing but thinking', () => {
    assert.deepEqual(extractCandidate('I would use ``` fences.'), { found: false, reason: 'no-code' });
    assert.deepEqual(extractCandidate(block(`${plan}\nx`, 'python')), { found: false, reason: 'no-code' });
    assert.deepEqual(extractCandidate(block('', 'cuda')), { found: false, reason: 'no-code' });
    assert.deepEqual(extractCandidate(block('code')), { found: false, reason: 'no-plan' });
    assert.deepEqual(extractCandidate('', 'length'), { found: false, reason: 'cut-off' });
  });

  it('is not misled by inline code', () => {
    const content = `\`\`\`not a fence\`\`\` and\n${block(`${plan}\ncode`)}`;
    assert.deepEqual(extractCandidate(content), { found: true, source: `${plan}\ncode\n` });
  });
});
