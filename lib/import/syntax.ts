/** What host code is read into, be it Python's or C++'s: one form for both, as both compute sizes and call the same PyTorch. */

/** A type as C++ writes it, without `const`, `static` and `&`. */
export interface TypeName {
  /** Such as "float", "unsigned int", "std::vector<int64_t>". */
  text: string;
  pointers: number;
}

export type TemplateArgument = { type: TypeName } | { value: Expression };

export type Expression = {
  /** In the Python file. */
  line: number;
} & (
  | { kind: 'number'; value: number; real: boolean }
  | { kind: 'string'; value: string }
  /** With its qualification: "torch::empty", "torch.empty". `template` is what its last part is given. */
  | { kind: 'name'; name: string; template?: TemplateArgument[] }
  | { kind: 'member'; of: Expression; name: string; template?: TemplateArgument[] }
  /** `braced` as in `T{…}`, which only C++ has. */
  | { kind: 'call'; callee: Expression; args: Expression[]; named: Record<string, Expression>; braced?: boolean }
  | { kind: 'index'; of: Expression; index: Expression }
  | { kind: 'unary'; op: string; of: Expression }
  /** `/` is C++'s, `true/` Python's, `//` Python's that rounds down. */
  | { kind: 'binary'; op: string; left: Expression; right: Expression }
  | { kind: 'conditional'; condition: Expression; then: Expression; otherwise: Expression }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'cast'; type: TypeName; of: Expression }
  | { kind: 'sizeof'; type: TypeName }
  | { kind: 'launch'; kernel: Expression; configuration: Expression[]; args: Expression[] }
  | { kind: 'lambda'; body: Statement[] }
  | { kind: 'assign'; op: string; target: Expression; value: Expression }
  /** The extension that a `load_inline` of the file builds, by its place among them. */
  | { kind: 'extension'; index: number }
  /** What the reader does not know; it matters only where it is evaluated. */
  | { kind: 'unread'; what: string }
);

export type Statement = { line: number } & (
  | { kind: 'expression'; value: Expression }
  | { kind: 'declare'; type: TypeName; name: string; initial: Expression | null }
  | { kind: 'alias'; name: string; type: TypeName }
  | { kind: 'return'; value: Expression | null }
  | { kind: 'if'; condition: Expression; then: Statement[]; otherwise: Statement[] }
  | { kind: 'loop'; first: boolean; condition: Expression | null; step: Expression | null; body: Statement[] }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'throw' }
  | { kind: 'break' }
  | { kind: 'continue' }
  | { kind: 'unread'; what: string }
);

export interface HostFunction {
  name: string;
  line: number;
  /** What C++ says that it returns; null for Python. */
  returns?: TypeName;
  /** Names of a template's parameters. */
  template?: string[];
  parameters: { name: string; type: TypeName | null; byReference: boolean; initial: Expression | null }[];
  body: Statement[];
}
