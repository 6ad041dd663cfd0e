/** The CUDA and C++ texts of a solution's extensions: their parts, their macros, the functions that the host calls. */
import { type Macro, expanded, macroOf } from './macros.js';
import { parseExpression, parseHostFunction } from './parse_host.js';
import type { Extension } from './solution.js';
import { type SourcePart, partsOf } from './source_parts.js';
import type { Expression, HostFunction } from './syntax.js';
import type { Token } from './tokens.js';
import { Underivable, inFile, underivable } from './underivable.js';

/** A kernel as launches name it. */
export interface Kernel {
  name: string;
  template: boolean;
}

export class CudaSource {
  private readonly macros = new Map<string, Macro>();
  private readonly parsed = new Map<string, HostFunction>();

  private constructor(
    readonly parts: readonly SourcePart[],
    private readonly file: string,
  ) {
    for (const { kind, tokens } of parts) {
      const macro = kind === 'directive' && tokens[0] ? macroOf(tokens[0]) : null;
      // Of two the first: the second stands behind an #ifndef, or an #else.
      if (macro && !this.macros.has(macro.name)) this.macros.set(macro.name, macro);
    }
  }

  /** Throws `bad-file` for texts that cannot be told from the file or cannot be read. */
  static read(extensions: readonly Extension[], file: string): CudaSource {
    return inFile(file, () => {
      const parts = extensions.flatMap(({ line, cuda, cpp, flags }) => {
        const refuse = (found: string, remedy: string): Error =>
          underivable(file, line, new Underivable(found, remedy));
        if (!cuda) throw refuse('a load_inline without cuda_sources', 'Only CUDA can be imported.');
        const defined = flags.find((flag) => flag.startsWith('-D'));
        if (defined !== undefined) throw refuse(`the flag ${defined}`, 'Write a #define into the CUDA text.');
        return [cpp, cuda].flatMap((source) => {
          if (!source) return [];
          if (source.text === null) {
            throw refuse('a source that only running the file could tell', 'Write it as one string.');
          }
          return partsOf({ text: source.text, lines: source.lines });
        });
      });
      return new CudaSource(parts, file);
    });
  }

  /** A host function that the texts define, or null. */
  functionOf(name: string): HostFunction | null {
    const plain = name.replace(/^.*::/, '');
    const known = this.parsed.get(plain);
    if (known) return known;
    const all = this.parts.filter((part) => part.kind === 'function' && !part.kernel && part.names[0] === plain);
    // One that is for both sides has __host__ __device__.
    const own = all.filter((part) => !part.device || part.tokens.some(({ text }) => text === '__host__'));
    const [part, second] = own;
    if (!part) return null;
    if (second) {
      const found = new Underivable(`a second ${plain}()`, 'Give host functions names of their own.');
      throw underivable(this.file, second.line, found);
    }
    const parsed = inFile(this.file, () => parseHostFunction(part, (tokens) => this.expanded(tokens)));
    this.parsed.set(plain, parsed);
    return parsed;
  }

  /** The function that a PYBIND11_MODULE of the texts exports as this name: `m.def("name", &function)`. Null without one. */
  boundAs(name: string): HostFunction | null {
    for (const { names, tokens } of this.parts) {
      if (names[0] !== 'PYBIND11_MODULE') continue;
      const at = tokens.findIndex(({ text }, i) => text === JSON.stringify(name) && tokens[i - 2]?.text === 'def');
      const target = tokens.slice(at + 2, at + 4).find(({ kind }) => kind === 'name');
      if (at >= 0 && target) return this.functionOf(target.text);
    }
    return null;
  }

  /** The value that a constant outside of functions is given, or null. */
  constantOf(name: string): Expression | null {
    const macro = this.macros.get(name);
    if (macro)
      return macro.parameters === null ? inFile(this.file, () => parseExpression(this.expanded(macro.body))) : null;
    for (const { kind, names, tokens, device } of this.parts) {
      if (kind !== 'variable' || device || !names.includes(name)) continue;
      const at = tokens.findIndex(({ text }, i) => text === name && /^[={(]$/.test(tokens[i + 1]?.text ?? ''));
      if (at < 0) continue;
      const end = tokens.findIndex(({ text }, i) => i > at && (text === ';' || text === ','));
      const value = tokens
        .slice(at + 2, end)
        .filter(({ text }) => (text !== '}' && text !== ')') || tokens[at + 1]?.text === '=');
      return inFile(this.file, () => parseExpression(this.expanded(value)));
    }
    // An enumerator is its place only where all before it are; too rare to be worth a reader.
    return null;
  }

  /** The kernel of a name; null where there is none. */
  kernelOf(name: string): Kernel | null {
    const plain = name.replace(/^.*::/, '');
    const part = this.parts.find(({ kernel, kind, names }) => kernel && kind === 'function' && names[0] === plain);
    return part ? { name: `${part.within}${plain}`, template: part.template } : null;
  }

  private expanded(tokens: readonly Token[]): Token[] {
    return expanded(tokens, this.macros);
  }
}
