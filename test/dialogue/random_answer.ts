/** Answers put together at random from what breaks readers of answers. */
const pieces = [
  ...['```', '````', '~~~', '`', '```cuda', '```cuda\n', '   ```cuda\n', '```cpp\n', '```python\n', '```markdown\n'],
  ...['```yaml\n', '```\n', '````cuda\n', '````\n', '~~~cuda\n', '~~~\n', '```text\n', '``` not a fence```\n'],
  ...['/*---\nlaunch: []\n---*/\n', '/*---\n', '---*/\n', '   /*---\n   launch: []\n   ---*/\n', 'launch:\n'],
  ...['__global__ void f() {}\n', '{', '}', '"', '/*', '*/', '//', '\\', '\n', '\r\n', '\r', '\n\n', ' ', '\t'],
  ...['\u2028', '\ufeff', '\u0000', '😀', 'import torch\n', 'int main() {}\n', 'words ', '<think>', '</think>'],
];

/** A whole answer, so that whole candidates are common too. */
const block = '```cuda\n/*---\nlaunch: []\n---*/\n__global__ void f() {}\n```\n';

export function randomAnswer(random: () => number): string {
  const parts: string[] = [];
  const count = Math.floor(random() * 30);
  for (let i = 0; i < count; i++) {
    const piece = random() < 0.15 ? block : pieces[Math.floor(random() * pieces.length)]!;
    parts.push(random() < 0.5 ? `${piece}${i}` : piece);
  }
  const text = parts.join('');
  return random() < 0.2 ? text.replaceAll('\n', '\r\n') : text;
}
