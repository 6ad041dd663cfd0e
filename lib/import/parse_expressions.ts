/** Reads C++'s expressions, with launches and lambdas. */
import { clip } from '../format/quantities.js';
import { TypeReader, builtInTypes, qualifiers, templateText, typeWords } from './parse_types.js';
import type { Expression, Statement, TemplateArgument } from './syntax.js';
import { type Token, TokenError, closing } from './tokens.js';

const binary: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const assignments = new Set(['=', '+=', '-=', '*=', '/=', '%=', '|=', '&=', '^=', '<<=', '>>=']);

export abstract class ExpressionReader extends TypeReader {
  /** The statements of a lambda. */
  protected abstract block(): Statement[];

  expression(): Expression {
    const { line } = this;
    const first = this.assignment();
    if (this.text !== ',') return first;
    const items = [first];
    while (this.take(',')) items.push(this.assignment());
    return items.length === 1 ? first : { kind: 'unread', line, what: 'several expressions with commas between them' };
  }

  protected assignment(): Expression {
    return this.deeper(() => {
      const { line } = this;
      const target = this.conditional();
      const op = this.text;
      if (!assignments.has(op)) return target;
      this.at++;
      return { kind: 'assign', line, op, target, value: this.assignment() };
    });
  }

  protected conditional(): Expression {
    const { line } = this;
    const condition = this.binary(0);
    if (!this.take('?')) return condition;
    const then = this.assignment();
    this.expect(':');
    return { kind: 'conditional', line, condition, then, otherwise: this.assignment() };
  }

  protected binary(level: number): Expression {
    const operators = binary[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    while (operators.includes(this.text) && this.tokens[this.at]?.kind === 'punctuation') {
      const { line, text: op } = this;
      this.at++;
      left = { kind: 'binary', line, op, left, right: this.binary(level + 1) };
    }
    return left;
  }

  protected unary(): Expression {
    return this.deeper(() => {
      const { line, text: op } = this;
      if (this.tokens[this.at]?.kind === 'punctuation') {
        if (op === '++' || op === '--') {
          this.at++;
          return stepOf(op, this.unary(), line);
        }
        if (['-', '+', '!', '~', '&', '*'].includes(op)) {
          this.at++;
          return { kind: 'unary', line, op, of: this.unary() };
        }
        if (op === '(') {
          const cast = this.attempt(() => this.cast());
          if (cast) return cast;
        }
      }
      return this.postfix(this.primary());
    });
  }

  protected cast(): Expression | null {
    const { line } = this;
    this.expect('(');
    const word = this.text;
    const type = this.type();
    if (!this.take(')') || !(builtInTypes.has(word) || qualifiers.has(word) || type.pointers > 0)) return null;
    const next = this.tokens[this.at];
    const operand = next && (next.kind !== 'punctuation' || ['(', '-', '!', '~', '&', '*', '+'].includes(next.text));
    return operand ? { kind: 'cast', line, type, of: this.unary() } : null;
  }

  protected list(close: string): Expression[] {
    this.at++;
    const items: Expression[] = [];
    while (!this.take(close)) {
      items.push(this.assignment());
      if (this.text !== close) this.expect(',');
    }
    return items;
  }

  protected primary(): Expression {
    const { line, text } = this;
    const token = this.tokens[this.at];
    if (!token) throw new TokenError('the end where a value was expected', line);
    if (token.kind === 'number') {
      this.at++;
      return numberIn(token);
    }
    if (token.kind === 'string') {
      this.at++;
      while (this.tokens[this.at]?.kind === 'string') this.at++;
      return { kind: 'string', line, value: text };
    }
    if (text === '(') {
      this.at++;
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (text === '{') return { kind: 'list', line, items: this.list('}') };
    if (text === '[') return this.lambda();
    if (token.kind === 'name' || text === '::') return this.named();
    throw new TokenError(`${this.found()} where a value was expected`, line);
  }

  protected lambda(): Expression {
    const { line } = this;
    this.at = closing(this.tokens, this.at) + 1;
    if (this.text === '(') this.at = closing(this.tokens, this.at) + 1;
    while (this.at < this.tokens.length && this.text !== '{') this.at++;
    return { kind: 'lambda', line, body: this.block() };
  }

  protected named(): Expression {
    const { line } = this;
    this.take('::');
    const word = this.text;
    if (word === 'sizeof') {
      this.at++;
      const brackets = this.take('(');
      const type = this.type();
      if (brackets) this.expect(')');
      return { kind: 'sizeof', line, type };
    }
    if (/^(static|reinterpret|const)_cast$/.test(word)) {
      this.at++;
      this.expect('<');
      const type = this.type();
      while (this.take('&'));
      if (!this.takeAngle()) throw new TokenError(`${this.found()} where ">" was expected`, line);
      this.expect('(');
      const of = this.expression();
      this.expect(')');
      return { kind: 'cast', line, type, of };
    }
    this.at++;
    let name = word;
    if (typeWords.has(word)) while (typeWords.has(this.text)) name += ` ${this.takeWord()}`;
    for (;;) {
      if (this.text === '::') {
        name += `::${this.ahead(1)?.text ?? ''}`;
        this.at += 2;
        continue;
      }
      const template = this.text === '<' ? this.attempt(() => this.usedTemplate()) : null;
      if (!template) return { kind: 'name', line, name };
      if (this.text !== '::') return { kind: 'name', line, name, template };
      name += templateText(template);
    }
  }

  /** A list of template arguments that something follows which can follow one. */
  protected usedTemplate(): TemplateArgument[] | null {
    const template = this.templateArguments();
    return template && ['(', '{', '<<<', '::', ',', ')'].includes(this.text) ? template : null;
  }

  protected postfix(start: Expression): Expression {
    let value = start;
    for (let steps = 0; ; steps++) {
      const { line, text } = this;
      if (steps > 200) throw new TokenError('a chain of more than 200 calls', line);
      if (this.tokens[this.at]?.kind !== 'punctuation') return value;
      if (text === '(') value = { kind: 'call', line, callee: value, args: this.list(')'), named: {} };
      else if (text === '{' && value.kind === 'name') {
        value = { kind: 'call', line, callee: value, args: this.list('}'), named: {}, braced: true };
      } else if (text === '[') {
        this.at++;
        const index = this.expression();
        this.expect(']');
        value = { kind: 'index', line, of: value, index };
      } else if (text === '.' || text === '->') value = this.member(value);
      else if (text === '<<<') value = this.launch(value);
      else if (text === '++' || text === '--') {
        this.at++;
        value = stepOf(text, value, line);
      } else return value;
    }
  }

  protected member(of: Expression): Expression {
    const { line } = this;
    this.at++;
    this.take('template');
    if (this.tokens[this.at]?.kind !== 'name')
      throw new TokenError(`${this.found()} where a member was expected`, line);
    const name = this.takeWord();
    const template = this.text === '<' ? this.attempt(() => this.usedTemplate()) : null;
    return { kind: 'member', line, of, name, ...(template ? { template } : {}) };
  }

  protected launch(kernel: Expression): Expression {
    const { line } = this;
    this.at++;
    const configuration: Expression[] = [];
    do configuration.push(this.assignment());
    while (this.take(','));
    this.expect('>>>');
    if (this.text !== '(') throw new TokenError(`${this.found()} behind a launch's ">>>"`, line);
    return { kind: 'launch', line, kernel, configuration, args: this.list(')') };
  }
}

function stepOf(op: string, target: Expression, line: number): Expression {
  const one: Expression = { kind: 'number', line, value: 1, real: false };
  return { kind: 'assign', line, op: op === '++' ? '+=' : '-=', target, value: one };
}

function numberIn({ text, line }: Token): Expression {
  const plain = text.replaceAll("'", '');
  const hexadecimal = /^0x/i.test(plain);
  const digits = hexadecimal ? plain.replace(/[uUlLzZ]+$/, '') : plain.replace(/[uUlLzZfF]+$/, '');
  const octal = /^0[0-7]+$/.test(digits);
  const value = octal ? parseInt(digits, 8) : Number(digits);
  if (Number.isNaN(value)) throw new TokenError(`"${clip(text, 40)}" where a number was expected`, line);
  const real = !hexadecimal && (/[.eE]/.test(digits) || /[fF]/.test(plain));
  return { kind: 'number', line, value, real };
}
