/**
 * Reads the C++ of host functions: declarations, expressions, launches. What it does not know becomes `unread`, which
 * matters only where it is evaluated.
 */
import { clip } from '../format/quantities.js';
import { ExpressionReader } from './parse_expressions.js';
import { qualifiers } from './parse_types.js';
import type { SourcePart } from './source_parts.js';
import type { Expression, HostFunction, Statement, TypeName } from './syntax.js';
import { type Token, TokenError, behindAngles, closing } from './tokens.js';

/** A host function of a source, its macros written out. Throws TokenError. */
export function parseHostFunction(part: SourcePart, expand: (tokens: readonly Token[]) => Token[]): HostFunction {
  const { tokens, parameters, body, names, line } = part;
  const list = expand(tokens.slice(parameters + 1, closing(tokens, parameters)));
  const template = tokens[0]?.text === 'template' ? tokens.slice(2, behindAngles(tokens, 1) - 1) : [];
  const start = template.length === 0 ? 0 : template.length + 3;
  return {
    name: names[0] ?? '',
    line,
    returns: new HostParser(tokens.slice(start, parameters)).type(),
    template: template.flatMap(({ kind, text }, i) => {
      const behind = template[i + 1]?.text ?? ',';
      return kind === 'name' && (behind === ',' || behind === '=') ? [text] : [];
    }),
    parameters: new HostParser(list).parameters(),
    body: new HostParser(expand(tokens.slice(body + 1, -1))).statements(),
  };
}

/** One expression, such as the value of a constant. Throws TokenError. */
export function parseExpression(tokens: readonly Token[]): Expression {
  return new HostParser(tokens).expression();
}

class HostParser extends ExpressionReader {
  parameters(): HostFunction['parameters'] {
    const found: HostFunction['parameters'] = [];
    while (this.at < this.tokens.length) {
      const type = this.type();
      const byReference = this.text === '&' && !this.wasConst;
      while (this.take('&') || this.take('&&') || this.take('const') || this.take('__restrict__'));
      const name = this.tokens[this.at]?.kind === 'name' ? this.text : '';
      if (name !== '') this.at++;
      const initial = this.take('=') ? this.expression() : null;
      if (name !== '' || type.text !== 'void') found.push({ name, type, byReference, initial });
      if (!this.take(',')) break;
    }
    if (this.at < this.tokens.length) throw new TokenError(`${this.found()} among parameters`, this.line);
    return found;
  }

  statements(): Statement[] {
    const found: Statement[] = [];
    while (this.at < this.tokens.length && this.text !== '}') {
      if (!this.take(';')) found.push(...this.statement());
    }
    return found;
  }

  protected block(): Statement[] {
    if (!this.take('{')) return this.take(';') ? [] : this.statement();
    const body = this.statements();
    this.expect('}');
    return body;
  }

  /** Several for a declaration of several variables. */
  protected statement(): Statement[] {
    const { line, at } = this;
    return this.deeper(() => {
      try {
        return this.knownStatement(line);
      } catch (error) {
        if (!(error instanceof TokenError)) throw error;
        this.at = at;
        const start = this.tokens[at]?.text ?? '';
        this.skipStatement();
        const what = this.tokens.slice(at, this.at).map(({ text }) => text);
        return [
          { kind: 'unread', line: error.line, what: `${error.message}, in: ${clip(what.join(' ') || start, 80)}` },
        ];
      }
    });
  }

  protected skipStatement(): void {
    for (; this.at < this.tokens.length; this.at++) {
      if (this.text === '}') return;
      if (this.take(';')) return;
      if (this.tokens[this.at]?.kind !== 'punctuation' || !'([{'.includes(this.text)) continue;
      const block = this.text === '{';
      this.at = closing(this.tokens, this.at);
      if (block && this.ahead(1)?.text !== ')' && this.ahead(1)?.text !== ';') {
        this.at++;
        return;
      }
    }
  }

  protected knownStatement(line: number): Statement[] {
    const word = this.tokens[this.at]?.kind === 'name' ? this.text : '';
    if (this.text === '{') return [{ kind: 'block', line, body: this.block() }];
    if (word === 'if' || word === 'for' || word === 'while' || word === 'do') return [this.control(word, line)];
    if (word === 'return') {
      this.at++;
      const value = this.text === ';' ? null : this.expression();
      this.expect(';');
      return [{ kind: 'return', line, value }];
    }
    if (word === 'throw') {
      this.skipStatement();
      return [{ kind: 'throw', line }];
    }
    if (word === 'break' || word === 'continue') {
      this.at++;
      this.expect(';');
      return [{ kind: word, line }];
    }
    if (word === 'using' || word === 'typedef') return this.alias(line);
    const declared = this.attempt(() => this.declaration(line));
    if (declared) return declared;
    const value = this.expression();
    // Macros such as AT_DISPATCH_… may stand without a semicolon behind them.
    if (!this.take(';') && this.tokens[this.at - 1]?.text !== ')') this.expect(';');
    return [{ kind: 'expression', line, value }];
  }

  protected control(word: 'if' | 'for' | 'while' | 'do', line: number): Statement {
    this.at++;
    if (word === 'do') {
      const body = this.block();
      this.expect('while');
      this.expect('(');
      const condition = this.expression();
      this.expect(')');
      this.take(';');
      return { kind: 'loop', line, first: true, condition, step: null, body };
    }
    if (word === 'if') this.take('constexpr');
    this.expect('(');
    if (word === 'for') {
      const first = this.take(';') ? [] : this.knownStatement(line);
      const condition = this.text === ';' ? null : this.expression();
      this.expect(';');
      const step = this.text === ')' ? null : this.expression();
      this.expect(')');
      const loop: Statement = { kind: 'loop', line, first: false, condition, step, body: this.block() };
      return { kind: 'block', line, body: [...first, loop] };
    }
    const condition = this.expression();
    this.expect(')');
    const then = this.block();
    if (word === 'while') return { kind: 'loop', line, first: false, condition, step: null, body: then };
    return { kind: 'if', line, condition, then, otherwise: this.take('else') ? this.block() : [] };
  }

  protected alias(line: number): Statement[] {
    if (this.take('typedef')) {
      const type = this.type();
      const name = this.text;
      this.at++;
      this.expect(';');
      return [{ kind: 'alias', line, name, type }];
    }
    this.at++;
    const name = this.text;
    this.at++;
    if (name === 'namespace' || this.text === '::') {
      this.skipStatement();
      return [];
    }
    this.expect('=');
    const type = this.type();
    this.expect(';');
    return [{ kind: 'alias', line, name, type }];
  }

  protected declaration(line: number): Statement[] | null {
    const { text, pointers } = this.type();
    const found: Statement[] = [];
    do {
      let stars = pointers;
      while (this.text === '*' || this.text === '&' || this.text === '&&' || qualifiers.has(this.text)) {
        if (this.text === '*') stars++;
        this.at++;
      }
      if (this.text === '[' && text !== 'auto') return null;
      if (this.take('[')) return this.bindings(line);
      if (this.tokens[this.at]?.kind !== 'name') return null;
      const name = this.text;
      this.at++;
      const type: TypeName = { text, pointers: stars };
      found.push({ kind: 'declare', line, type, name, initial: this.initial(type) });
    } while (this.take(','));
    return this.take(';') ? found : null;
  }

  /** `auto [a, b] = …;`, from behind the bracket. */
  protected bindings(line: number): Statement[] | null {
    const items: Expression[] = [];
    do {
      items.push({ kind: 'name', line, name: this.text });
      this.at++;
    } while (this.take(','));
    this.expect(']');
    this.expect('=');
    const value = this.expression();
    if (!this.take(';')) return null;
    return [
      {
        kind: 'expression',
        line,
        value: { kind: 'assign', line, op: '=', target: { kind: 'list', line, items }, value },
      },
    ];
  }

  protected initial(type: TypeName): Expression | null {
    const { line } = this;
    if (this.take('=')) return this.text === '{' ? this.primary() : this.assignment();
    if (this.text !== '(' && this.text !== '{') return null;
    const braced = this.text === '{';
    const args = this.list(braced ? '}' : ')');
    return { kind: 'call', line, callee: { kind: 'name', line, name: type.text }, args, named: {}, braced };
  }
}
