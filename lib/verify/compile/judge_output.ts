/** What the compiler's output means for a candidate and its plan. */
import type { PlanProblem } from '../../candidate/plan.js';
import type { CompileOutput } from '../../native/types.js';
import { parametersOf, signatureExpression } from '../signature.js';
import type { CompileError } from '../verdict.js';
import { isNameExpressionError, kernelNamesIn, parseCompileLog } from './compile_log.js';
import {
  type CompileRequest,
  type CompileResult,
  type CompiledKernel,
  candidateFileName,
  defaultCompileMemoryBytes,
} from './compile_request.js';

/** The result of a request; its kernels were compiled with a name expression for each name and for each signature. */
export function judgeOutput(output: CompileOutput, request: CompileRequest): CompileResult {
  const message = stopMessage(output.status, request);
  if (message !== null) {
    return { kind: 'errors', errors: [{ file: candidateFileName, line: 0, message, excerpt: [] }], log: message };
  }
  if (output.status === 'compiled') {
    const found = new Map<string, CompiledKernel>();
    for (const kernel of new Set(request.kernels)) {
      const symbol = output.loweredNames[kernel] ?? kernel;
      const signature = output.loweredNames[signatureExpression(kernel)] ?? '';
      found.set(kernel, { symbol, parameters: parametersOf(output.ptx, symbol, signature) });
    }
    return { kind: 'compiled', compiled: { cubin: output.cubin, ptx: output.ptx, kernels: found } };
  }
  const all = parseCompileLog(output.log, candidateFileName, request.source);
  const errors = all.filter((error) => !isNameExpressionError(error));
  if (errors.length > 0 || all.length === 0) return { kind: 'errors', errors, log: output.log };
  return { kind: 'plan', problems: nameProblems(all, request) };
}

/** The source compiles, but a kernel's name in the plan does not stand for one kernel. */
function nameProblems(errors: CompileError[], request: CompileRequest): PlanProblem[] {
  const defined = kernelNamesIn(request.source);
  const unknown = request.kernels
    .map((kernel, i) => ({ kernel, i }))
    .filter(({ kernel }) => !defined.includes(kernel.replace(/<.*$/s, '').replace(/^.*::/s, '').trim()));
  const kernels = `The source defines ${defined.length > 0 ? defined.join(', ') : 'no __global__ function'}.`;
  if (unknown.length > 0) {
    return unknown.map(({ kernel, i }) => ({
      where: `launch[${i}].kernel`,
      message: `Expected the name of a kernel in the source but found "${kernel}". ${kernels}`,
    }));
  }
  const reasons = [...new Set(errors.map(({ message }) => message))].slice(0, 2).join(' ');
  return [{ where: 'launch', message: `A kernel's name does not stand for one kernel: ${reasons} ${kernels}` }];
}

/** What is said of a compile that did not end by itself; null for one that did. */
function stopMessage(status: CompileOutput['status'], { deadlineMs, memoryBytes }: CompileRequest): string | null {
  switch (status) {
    case 'deadline-passed':
      return `The compiler was stopped: it was not done after ${deadlineMs} ms.`;
    case 'memory-exceeded': {
      const gibibytes = (memoryBytes ?? defaultCompileMemoryBytes) / 2 ** 30;
      return `The compiler was stopped: it took more than ${Number(gibibytes.toFixed(3))} GiB of memory for this source.`;
    }
    case 'crashed':
      return 'The compiler failed in itself on this source. Simplify it: nesting of many thousands of levels does that.';
    default:
      return null;
  }
}
