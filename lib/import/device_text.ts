/** The device code of CUDA texts: the kernels that are launched and all that they name, as it was written. */
import { definitionsOf } from './missing_names.js';
import { withoutNulls } from './null_parameters.js';
import type { SourcePart } from './source_parts.js';
import type { Token } from './tokens.js';
import { Underivable, inFile, underivable } from './underivable.js';

/** Headers that NVRTC finds and device code uses; those of the host and of PyTorch are left out. */
const deviceHeader =
  /^(cuda_(fp16|bf16|fp8|pipeline|awbarrier)\w*\.(h|hpp)|mma\.h|math_constants\.h|vector_types\.h|cooperative_groups(\/[\w/]+)?\.h|cuda\/[\w/]+|cub\/(block|warp|thread)\/[\w./]+)$/;
const hostNamespaces = new Set(['std', 'torch', 'at', 'c10', 'pybind11', 'py']);

/**
 * The text for kernels of these names. Throws `bad-file` where device code is PyTorch's.
 * @param nulls which of a kernel's arguments are null pointers.
 * @param file as the user named it, for messages.
 */
export function deviceText(
  parts: readonly SourcePart[],
  kernels: ReadonlySet<string>,
  nulls: ReadonlyMap<string, readonly boolean[]>,
  file: string,
): string {
  const wanted = new Set(kernels);
  const kept = new Set<SourcePart>();
  for (let before = -1; before < kept.size;) {
    before = kept.size;
    for (const part of parts) {
      if (kept.has(part) || !isWanted(part, wanted)) continue;
      kept.add(part);
      for (const name of namesIn(part.tokens)) wanted.add(name);
    }
  }
  const own = [...kept];
  for (const part of own) refuseHostNames(part, file);
  const defined = new Set(own.filter(({ kind }) => kind !== 'using').flatMap(({ names }) => names));
  const declared = new Set(own.flatMap(({ kind, names }) => (kind === 'using' ? names : [])));
  const used = new Set([...wanted].filter((name) => !defined.has(name) && !declared.has(name)));
  const lines = definitionsOf(used, standardNames(own));
  const text = parts
    .filter((part) => kept.has(part) || isFrame(part))
    .map((part) => textOf(part, nulls, file))
    .join('');
  const frame = text.replaceAll(/(namespace(\s+\w+(::\w+)*)?|extern\s*"C")\s*\{\s*\}/g, '');
  const body = frame
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return `${lines.length > 0 ? `${lines.join('\n')}\n\n` : ''}${body}\n`;
}

function textOf(part: SourcePart, nulls: ReadonlyMap<string, readonly boolean[]>, file: string): string {
  const own = part.kernel && part.kind === 'function' ? nulls.get(part.names[0] ?? '') : undefined;
  return own?.includes(true) === true ? inFile(file, () => withoutNulls(part, own)) : part.text;
}

/** Kept whatever is used, as it stands around other parts. */
function isFrame({ kind, tokens }: SourcePart): boolean {
  if (kind === 'open' || kind === 'close') return true;
  return kind === 'directive' && !/^#\s*(include|define)\b/.test(tokens[0]?.text ?? '');
}

function isWanted({ kind, names, tokens, device }: SourcePart, wanted: ReadonlySet<string>): boolean {
  const [first] = tokens;
  if (kind === 'directive') {
    const header = /^#\s*include\s*[<"]([^>"]+)[>"]/.exec(first?.text ?? '')?.[1];
    return header === undefined ? names.some((name) => wanted.has(name)) : deviceHeader.test(header);
  }
  if (kind === 'using') return isWantedUsing(tokens, names, wanted);
  const named = names.some((name) => wanted.has(name) || name === 'operator');
  if (kind !== 'function' && kind !== 'prototype') return named;
  return named && (device || tokens.some(({ text }) => text === 'constexpr'));
}

function isWantedUsing(tokens: readonly Token[], names: readonly string[], wanted: ReadonlySet<string>): boolean {
  const [first, second, third] = tokens;
  if (first?.text === 'using' && second?.text === 'namespace') return !hostNamespaces.has(third?.text ?? '');
  if (first?.text === 'static_assert') return false;
  // `using T = …;` and `namespace cg = …;` name one thing, a typedef its last.
  const name = first?.text === 'typedef' ? names.at(-1) : second?.text;
  return name !== undefined && wanted.has(name);
}

function* namesIn(tokens: readonly Token[]): Generator<string> {
  for (const { kind, text } of tokens) {
    if (kind === 'name') yield text;
    if (kind === 'directive') yield* text.match(/[A-Za-z_]\w*/g) ?? [];
  }
}

function standardNames(parts: readonly SourcePart[]): Set<string> {
  const found = new Set<string>();
  for (const { tokens } of parts) {
    for (const [i, { text }] of tokens.entries()) {
      if (text === 'std' && tokens[i + 1]?.text === '::') found.add(tokens[i + 2]?.text ?? '');
    }
  }
  return found;
}

function refuseHostNames({ tokens, names }: SourcePart, file: string): void {
  for (const [i, { kind, text, line }] of tokens.entries()) {
    const host = kind === 'name' && text !== 'std' && hostNamespaces.has(text) && tokens[i + 1]?.text === '::';
    if (!host) continue;
    const found = `${text}::${tokens[i + 2]?.text ?? ''} in device code (${names[0] ?? ''})`;
    const remedy = "Use CUDA's own types there, such as __half and plain pointers: PyTorch's headers are not at hand.";
    throw underivable(file, line, new Underivable(found, remedy));
  }
}
