/** What stands around every candidate's source when it is compiled. */
import type { CompileJob } from '../../native/types.js';
import { signatureHeader } from '../signature.js';
import { candidateFileName } from './compile_request.js';

/** As verdicts tell them. `architecture` is one such as "sm_90a". */
export function candidateOptions(architecture: string): string[] {
  return [`--gpu-architecture=${architecture}`, '--std=c++17', '--generate-line-info'];
}

/** The part of a job that all sources share: headers that are compiled for themselves have to be compiled with it too. */
export function candidateFrame(architecture: string): Pick<CompileJob, 'fileName' | 'options' | 'headers'> {
  return {
    fileName: candidateFileName,
    options: [...candidateOptions(architecture), `--pre-include=${signatureHeader.name}`],
    headers: { [signatureHeader.name]: signatureHeader.text },
  };
}
