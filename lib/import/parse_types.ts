/** Reads types and template arguments. */
import type { Expression, TemplateArgument, TypeName } from './syntax.js';
import { TokenCursor } from './token_cursor.js';
import { TokenError } from './tokens.js';

export const builtInTypes = new Set(
  `void bool char short int long unsigned signed float double auto size_t ssize_t ptrdiff_t int8_t int16_t int32_t int64_t
  uintptr_t intptr_t uint8_t uint16_t uint32_t uint64_t half half2 __half __half2 __nv_bfloat16 __nv_bfloat162 float2 float3 float4 double2
  int2 int3 int4 uint uint2 uint3 uint4 scalar_t dim3 cudaStream_t cudaError_t`.split(/\s+/),
);
export const typeWords = new Set(['unsigned', 'signed', 'long', 'short', 'int', 'char', 'double']);
export const qualifiers = new Set(
  `const constexpr static volatile inline __inline__ __forceinline__ __host__ __restrict__ typename struct extern
  C10_EXPORT`.split(/\s+/),
);

export abstract class TypeReader extends TokenCursor {
  /** An expression of operators from this level on; an argument's, as ">" ends the list. */
  protected abstract binary(level: number): Expression;

  /** Whether the type that was read last was const. */
  protected wasConst = false;

  type(): TypeName {
    const { line } = this;
    this.wasConst = false;
    const words: string[] = [];
    for (;;) {
      if (qualifiers.has(this.text)) {
        this.wasConst ||= this.text === 'const';
        this.at++;
      } else if (typeWords.has(this.text) || (words.length === 0 && this.tokens[this.at]?.kind === 'name')) {
        const word = this.takeWord();
        words.push(typeWords.has(word) ? word : `${word}${this.qualified()}`);
        if (typeWords.has(word)) continue;
      } else break;
      if (words.length > 0 && !typeWords.has(this.text) && !qualifiers.has(this.text)) break;
    }
    if (words.length === 0) throw new TokenError(`${this.found()} where a type was expected`, line);
    let pointers = 0;
    for (; this.text === '*' || this.text === '__restrict__' || (pointers > 0 && this.text === 'const'); this.at++) {
      if (this.text === '*') pointers++;
    }
    return { text: words.join(' '), pointers };
  }

  /** "::name<…>" behind a name. */
  protected qualified(): string {
    let text = '';
    for (;;) {
      if (this.text === '::') {
        text += `::${this.ahead(1)?.text ?? ''}`;
        this.at += 2;
      } else if (this.text === '<') {
        const template = this.templateArguments();
        if (!template) return text;
        text += templateText(template);
      } else return text;
    }
  }

  /** Takes "<…>" where it is a list of template arguments. */
  protected templateArguments(): TemplateArgument[] | null {
    return this.attempt(() => {
      this.expect('<');
      const found: TemplateArgument[] = [];
      if (this.takeAngle()) return found;
      do found.push(this.templateArgument());
      while (this.take(','));
      return this.takeAngle() ? found : null;
    });
  }

  protected templateArgument(): TemplateArgument {
    const word = this.text;
    const next = this.ahead(1)?.text ?? '';
    const isType = builtInTypes.has(word) || qualifiers.has(word) || next === '*' || next === '::' || next === '<';
    const type = isType ? this.attempt(() => this.typeArgument()) : null;
    // Above the comparisons, as ">" ends the list.
    return type ? { type } : { value: this.binary(7) };
  }

  protected typeArgument(): TypeName | null {
    const type = this.type();
    return this.text === ',' || this.text.startsWith('>') ? type : null;
  }

  /** Takes the first ">" of ">", ">>" or ">>>". */
  protected takeAngle(): boolean {
    const token = this.tokens[this.at];
    if (!token || !/^>+$/.test(token.text)) return false;
    if (token.text === '>') this.at++;
    else this.tokens[this.at] = { ...token, text: token.text.slice(1) };
    return true;
  }
}

/** "<float, 4>", for names that only go on behind it. */
export function templateText(template: readonly TemplateArgument[]): string {
  const texts = template.map((argument) => {
    if ('type' in argument) return `${argument.type.text}${'*'.repeat(argument.type.pointers)}`;
    const { value } = argument;
    return value.kind === 'name' ? value.name : value.kind === 'number' ? String(value.value) : '…';
  });
  return `<${texts.join(', ')}>`;
}
