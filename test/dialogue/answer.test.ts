import assert from 'node:assert/strict';
import { extractCandidate } from '../../lib/dialogue/answer.js';
import { noCandidateReasons } from '../../lib/dialogue/no_candidate.js';
import { randomAnswer } from './random_answer.js';
import { seededRandom } from './seeded_random.js';

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
    assert.deepEqual(extractCandidate(block('', 'cuda')), { found: false, reason: 'no-code' });
    assert.deepEqual(extractCandidate(block('code')), { found: false, reason: 'no-plan' });
    assert.deepEqual(extractCandidate('', 'length'), { found: false, reason: 'cut-off' });
  });

  it('is not misled by inline code', () => {
    const content = `\`\`\`not a fence\`\`\` and\n${block(`${plan}\ncode`)}`;
    assert.deepEqual(extractCandidate(content), { found: true, source: `${plan}\ncode\n` });
  });

  it('takes a plan that is indented more than its fence', () => {
    const indented = `${plan}\ncode`.replaceAll(/^/gm, '    ');
    assert.deepEqual(extractCandidate(block(indented)), { found: true, source: `${plan}\ncode\n` });
  });

  it('takes a block inside a block of Markdown, and one inside a bare block', () => {
    const inner = block(`${plan}\ncode`);
    for (const outer of ['markdown', 'md', '']) {
      for (const fence of ['```', '````', '~~~']) {
        const result = extractCandidate(`${block(`Here:\n${inner}Done.`, outer, fence)}\nThat is all.`);
        assert.deepEqual(result, { found: true, source: `${plan}\ncode\n` }, `${outer} ${fence}`);
      }
    }
  });

  it('takes the second of two when the first is never closed', () => {
    const content = `\`\`\`cuda\n${plan}\nhalf {\n\nLet me start again.\n${block(`${plan}\nwhole`)}Done.`;
    assert.deepEqual(extractCandidate(content), { found: true, source: `${plan}\nwhole\n` });
  });

  it('takes a block that is called text or yaml when it has plan and kernel', () => {
    for (const language of ['text', 'yaml', 'plaintext']) {
      const result = extractCandidate(block(`${plan}\n${kernel}`, language));
      assert.deepEqual(result, { found: true, source: `${plan}\n${kernel}\n` });
    }
  });

  it('takes the last block with plan and code, not a later plan by itself', () => {
    const content = block(`${plan}\n${kernel}`) + block(plan);
    assert.deepEqual(extractCandidate(content), { found: true, source: `${plan}\n${kernel}\n` });
  });

  it('does not take an open block that breaks off, but an earlier whole one', () => {
    const open = `\`\`\`cuda\n${plan}\n__global__ void f() { // }\n  if (x) {`;
    assert.deepEqual(reasonFor(open), 'broken-off');
    assert.deepEqual(extractCandidate(`${block(`${plan}\nwhole`)}${open}`), {
      found: true,
      source: `${plan}\nwhole\n`,
    });
    assert.equal(extractCandidate(`${open} "}" }\n}`).found, true);
  });
});

const kernel = '__global__ void f(float* y) { y[0] = 1; }';

function reasonFor(content: string, finishReason = 'stop'): string {
  const result = extractCandidate(content, finishReason);
  return result.found ? 'found' : result.reason;
}

describe('the reason why there is no candidate', () => {
  const cases: Record<string, [content: string, reason: string, finishReason?: string]> = {
    'nothing at all': [' \n', 'empty'],
    'words alone': ['It cannot be done any faster.', 'no-code'],
    'a plan alone': [block(plan), 'no-code'],
    'a kernel without fences': [`${plan}\n${kernel}`, 'unfenced'],
    Python: [block('import torch\ndef f(x): return x.softmax(-1)', 'python'), 'other-language'],
    'a plan in Python': [block(`${plan}\nx`, 'python'), 'other-language'],
    'Triton in a bare block': [block('import triton\n@triton.jit\ndef f(x): pass', ''), 'other-language'],
    'HIP in a block of C++': [block(`#include <hip/hip_runtime.h>\n${kernel}`, 'cpp'), 'other-language'],
    'a launch in a comment': [block(`${kernel}\n// called as f<<<1, 1>>>(y)`), 'no-plan'],
    'a host program': [block(`${kernel}\nint main() { f<<<1, 1>>>(y); }`), 'host-code'],
    'an extension': [block('#include <torch/extension.h>\nPYBIND11_MODULE(a, m) {}', 'cpp'), 'host-code'],
    'a kernel without a plan': [block(kernel), 'no-plan'],
    'a plan in a block of YAML': [block('launch:\n  - kernel: f', 'yaml') + block(kernel), 'plan-apart'],
    'a plan in a bare block': [block('launch:\n  - kernel: f', '') + block(kernel), 'plan-apart'],
    'a plan in a block of its own': [block(plan) + block(kernel), 'plan-apart'],
    'a plan in the text': [`The plan:\n${plan}\nThe code:\n${block(kernel)}`, 'plan-apart'],
    'a plan behind an #include': [block(`#include <cuda_fp16.h>\n${plan}\n${kernel}`), 'plan-not-first'],
    'a plan behind a comment': [block(`// softmax.cu\n${plan}\n${kernel}`), 'plan-not-first'],
    'code that a filter cut': [`\`\`\`cuda\n${plan}\n${kernel}`, 'broken-off', 'content_filter'],
    'code that a limit cut': [`\`\`\`cuda\n${kernel}`, 'cut-off', 'length'],
    'words that a limit cut': ['First I would', 'cut-off', 'length'],
    'very much code': [block(`${plan}\n${kernel}\n${'// more\n'.repeat(30_000)}`), 'too-long'],
  };
  for (const [what, [content, reason, finishReason]] of Object.entries(cases)) {
    it(`for ${what} is ${reason}`, () => {
      assert.equal(reasonFor(content, finishReason), reason);
      assert.equal(reasonFor(content.replaceAll('\n', '\r\n'), finishReason), reason);
    });
  }

  it('is found whatever an answer is made of', () => {
    const random = seededRandom(6);
    for (let round = 0; round < 2000; round++) {
      const content = randomAnswer(random);
      for (const finishReason of ['stop', 'length', 'content_filter', null]) {
        const result = extractCandidate(content, finishReason);
        if (result.found) assert.match(result.source, /^\/\*---/);
        else assert.ok(noCandidateReasons.includes(result.reason));
      }
    }
  });

  // What takes quadratic time takes many minutes here, far beyond the test's limit.
  const million = 1_000_000;
  const hostile: Record<string, string> = {
    spaces: ' '.repeat(million),
    'line ends': '\n'.repeat(million),
    'a fence and spaces, with a separator behind': `\`\`\`${' '.repeat(million)}\u2028x`,
    backticks: '`'.repeat(million),
    'fences that open': '```cuda\n'.repeat(million / 8),
    'fences of all lengths': Array.from({ length: 1400 }, (_, i) => `${'`'.repeat(i)}c\n`).join(''),
    'blocks with plans': block(`${plan}\n${kernel}`).repeat(million / 80),
    'an open block without line ends': `\`\`\`cuda\n${plan}\n${'x {'.repeat(million / 3)}`,
    'comments that open': `\`\`\`cuda\n${plan}\n${'/*'.repeat(million / 2)}`,
    'texts that open': `\`\`\`cuda\n${plan}\n${'"\\'.repeat(million / 2)}`,
    'plans that never end': '/*---\n'.repeat(million / 6),
    'words that patterns begin with': 'int main\t import  from launch '.repeat(million / 30),
    'much code in a block': block(`${plan}\n${kernel}\n`.repeat(million / 70)),
  };
  for (const [what, content] of Object.entries(hostile)) {
    it(`takes time in proportion to a megabyte of ${what}`, () => {
      reasonFor(content);
      reasonFor(content, 'length');
    });
  }
});
