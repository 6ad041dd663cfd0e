/** Writes one kernel of the corpus: PTX with its header. */
import { type Compare, readKernel } from '../corpus.js';
import { type ElementType, bytesOfElement } from '../elements.js';
import { type Fill, type InputSpec, placeInputs, seedOf } from '../inputs.js';

export interface KernelOptions {
  family: string;
  /** Blocks in x. */
  grid?: number[];
  block?: number[];
  cluster?: number[];
  /** Bytes of dynamic shared memory. */
  shared?: number;
  /** Performance directives and the like after the parameter list. */
  directives?: string;
}

interface Slot {
  at: number;
  type: ElementType;
  count: number;
  each?: number;
  text: string;
  from?: number[];
  compare?: Compare;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** The type of a register that holds an element. */
export function registerType(type: ElementType): string {
  if (type === 'pred') return 'pred';
  if (type === 'f32' || type === 'f64') return type;
  const bytes = bytesOfElement(type);
  return bytes === 1 ? 'b16' : `b${8 * bytes}`;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, one) => all * one, 1);
}

export class KernelWriter {
  readonly threads: number;
  readonly grid: number[];
  readonly block: number[];
  private readonly inputs: InputSpec[] = [];
  private readonly inputRegisters = new Map<string, number>();
  private readonly slots: Slot[] = [];
  private outputBytes = 0;
  private readonly declarations: string[] = [];
  private readonly lines: string[] = [];
  private readonly moduleLines: string[] = [];
  private readonly parameters: { declaration: string; bytes: string }[] = [];
  private names = 0;
  private readonly loads: (() => string)[] = [];

  constructor(
    readonly name: string,
    private readonly options: KernelOptions,
  ) {
    this.grid = options.grid ?? [1];
    this.block = options.block ?? [128];
    this.threads = product(this.grid) * product(this.block);
  }

  /** One element per thread, loaded into a register whose name is returned. */
  input(type: ElementType, fill: Fill = 'mixed'): string {
    const number = this.inputRegisters.size;
    const letter = letters[number % 26] ?? 'a';
    const register = `%${letter}${number < 26 ? '' : Math.floor(number / 26)}`;
    const index = this.inputs.push({ type, count: this.threads, fill }) - 1;
    this.inputRegisters.set(register, index);
    const bytes = bytesOfElement(type);
    this.declarations.push(`.reg .${registerType(type)} ${register};`);
    this.loads.push(() => {
      const offset = placeInputs(this.inputs).offsets[index] ?? 0;
      return type === 'pred'
        ? `ld.global.u32 %i32, [%in4+${offset}];\n  setp.ne.u32 ${register}, %i32, 0;`
        : `ld.global.${bytes === 1 ? 'u8' : registerType(type)} ${register}, [%in${bytes}+${offset}];`;
    });
    return register;
  }

  /** An array in the input buffer; the code finds it at the returned offset from %in. */
  array(type: ElementType, count: number, fill: Fill = 'mixed'): number {
    this.inputs.push({ type, count, fill });
    return placeInputs(this.inputs).offsets[this.inputs.length - 1] ?? 0;
  }

  /** A register of this type for use in code. */
  reg(type: string): string {
    const register = `%x${this.names++}`;
    this.declarations.push(`.reg .${type} ${register};`);
    return register;
  }

  label(): string {
    return `L${this.names++}`;
  }

  /** Declarations in the body, such as shared or local variables. */
  declare(text: string): void {
    this.declarations.push(text);
  }

  /** Text at module scope, before the kernel. */
  module(text: string): void {
    this.moduleLines.push(text);
  }

  /** A parameter after `in` and `out`. */
  parameter(declaration: string, bytes: Uint8Array): void {
    this.parameters.push({ declaration, bytes: Buffer.from(bytes).toString('hex') });
  }

  /** Code that stores nothing by itself. */
  code(text: string): void {
    this.lines.push(...this.expand(text).text.split('\n'));
  }

  /** Room in the output buffer that the code fills by itself, as [%out+offset]. */
  output(type: ElementType, count: number, text: string, more: { each?: number; compare?: Compare } = {}): number {
    const at = this.outputBytes;
    this.slots.push({ at, type, count, text, ...more });
    this.outputBytes += Math.ceil((count * bytesOfElement(type)) / 128) * 128;
    return at;
  }

  /**
   * Instructions whose results every thread stores: `<d:f32>` is a fresh register of that type that is stored after the
   * text, `<t!f32>` one that is not, and `<d>` the same register again. Returns the registers of the results.
   */
  test(text: string, compare: Compare = 'exact', comment = ''): string[] {
    const { text: code, results, shown } = this.expand(text);
    this.lines.push(...code.split('\n'));
    const from = [...this.inputRegisters].filter(([name]) => new RegExp(`${name}(?!\\w)`).test(text)).map(([, i]) => i);
    results.forEach(({ type, register, name }, i) => {
      const said = results.length > 1 ? `${shown} (${name})` : shown;
      const at = this.outputBytes;
      this.outputBytes += Math.ceil((this.threads * bytesOfElement(type)) / 128) * 128;
      const slot: Slot = { at, type, count: this.threads, text: said };
      if (from.length > 0) slot.from = from;
      if (compare !== 'exact' && type !== 'pred') slot.compare = compare;
      this.slots.push(slot);
      const note = i === 0 && comment ? `  // ${comment}` : '';
      if (type === 'pred') {
        this.lines.push(`selp.b32 %o32, 1, 0, ${register};`, `st.global.b32 [%out4+${at}], %o32;${note}`);
      } else {
        const bytes = bytesOfElement(type);
        const stored = bytes === 1 ? 'b8' : registerType(type);
        this.lines.push(`st.global.${stored} [%out${bytes}+${at}], ${register};${note}`);
      }
    });
    return results.map(({ register }) => register);
  }

  private expand(text: string): {
    text: string;
    shown: string;
    results: { type: ElementType; register: string; name: string }[];
  } {
    const registers = new Map<string, string>();
    const results: { type: ElementType; register: string; name: string }[] = [];
    const number = this.names++;
    const code = text
      .trim()
      .replace(/<([a-z]\w*)(?:([:!])(\w+))?>/g, (whole, name: string, mark?: string, type?: string) => {
        const known = registers.get(name);
        if (known) return known;
        if (!mark || !type) throw new Error(`Expected ${whole} of "${text}" to be declared before.`);
        const register = `%${name}${number}_`;
        registers.set(name, register);
        this.declarations.push(`.reg .${registerType(type as ElementType)} ${register};`);
        if (mark === ':') results.push({ type: type as ElementType, register, name });
        return register;
      });
    const shown = text
      .trim()
      .replace(/<([a-z]\w*)(?:[:!]\w+)?>/g, '%$1')
      .replace(/\s*\n\s*/g, ' ');
    return { text: code, shown, results };
  }

  /** The whole file. */
  finish(): string {
    const { grid, block, options } = this;
    const header = [
      `family: ${options.family}`,
      `grid: ${JSON.stringify(grid)}`,
      `block: ${JSON.stringify(block)}`,
      ...(options.cluster ? [`cluster: ${JSON.stringify(options.cluster)}`] : []),
      ...(options.shared ? [`shared: ${options.shared}`] : []),
      `seed: ${seedOf(this.name) % 1_000_000}`,
      `inputs:${this.inputs.length === 0 ? ' []' : ''}`,
      ...this.inputs.map((spec) => `  - ${JSON.stringify(spec)}`),
      ...(this.parameters.length > 0
        ? ['parameters:', ...this.parameters.map(({ bytes }) => `  - ${JSON.stringify(bytes)}`)]
        : []),
      `outputBytes: ${this.outputBytes}`,
      'outputs:',
      ...this.slots.map((slot) => `  - ${JSON.stringify(slot)}`),
    ];
    const body = this.lines.join('\n');
    const loads = this.loads.map((load) => load());
    const used = [
      ...new Set([...`${body}\n${loads.join('\n')}`.matchAll(/%(in|out)(1|2|4|8|16)\b/g)].map((m) => m[0])),
    ];
    const parameters = ['.param .u64 in', '.param .u64 out', ...this.parameters.map(({ declaration }) => declaration)];
    const text = [
      '/*---',
      ...header,
      '---*/',
      '.version 9.0',
      '.target sm_90a',
      '.address_size 64',
      '',
      ...this.moduleLines,
      `.visible .entry kernel(${parameters.join(', ')})`,
      ...(options.directives ? [options.directives] : []),
      '{',
      '  .reg .b64 %in, %out, %thread64;',
      '  .reg .b32 %thread, %i32, %o32, %n32;',
      ...used.map((name) => `  .reg .b64 ${name};`),
      ...this.declarations.map((line) => `  ${line}`),
      '  ld.param.u64 %in, [in];',
      '  ld.param.u64 %out, [out];',
      '  cvta.to.global.u64 %in, %in;',
      '  cvta.to.global.u64 %out, %out;',
      ...this.threadNumber().map((line) => `  ${line}`),
      '  cvt.u64.u32 %thread64, %thread;',
      ...used.map((name) => `  mad.lo.u64 ${name}, %thread64, ${/\d+/.exec(name)?.[0]}, ${name.replace(/\d+/, '')};`),
      ...loads.map((line) => `  ${line}`),
      ...this.lines.map((line) => (/^\w+:/.test(line) ? line : `  ${line}`)),
      '  ret;',
      '}',
      '',
    ].join('\n');
    readKernel(this.name, text);
    return text;
  }

  /** %thread: the number of the thread in the grid, block by block. */
  private threadNumber(): string[] {
    const [x = 1, y = 1, z = 1] = this.block;
    const lines = ['mov.u32 %thread, %tid.x;'];
    if (y > 1) lines.push('mov.u32 %i32, %tid.y;', `mad.lo.u32 %thread, %i32, ${x}, %thread;`);
    if (z > 1) lines.push('mov.u32 %i32, %tid.z;', `mad.lo.u32 %thread, %i32, ${x * y}, %thread;`);
    const [gx = 1, gy = 1, gz = 1] = this.grid;
    const parts: [string, number, number][] = [
      ['x', gx, 1],
      ['y', gy, gx],
      ['z', gz, gx * gy],
    ];
    for (const [axis, count, stride] of parts) {
      if (count > 1) {
        lines.push(`mov.u32 %i32, %ctaid.${axis};`, `mad.lo.u32 %thread, %i32, ${stride * x * y * z}, %thread;`);
      }
    }
    return lines;
  }
}

/** All kernels that the families make. */
export class Corpus {
  readonly kernels: KernelWriter[] = [];

  kernel(name: string, options: KernelOptions): KernelWriter {
    const kernel = new KernelWriter(name, options);
    this.kernels.push(kernel);
    return kernel;
  }
}
