export { type Certificate, certificateSchema, parseCertificate } from './certificate/certificate.js';
export { type CertifyOptions, certify } from './certificate/certify.js';
export type { CaseComparison, Difference } from './certificate/compare.js';
export { type Recheck, type RecheckOptions, recheck } from './certificate/recheck.js';
export { WarpsmithError, type ErrorCode } from './errors.js';
export { type Dtype, dtypeNames } from './format/dtype.js';
export {
  type LoadedProblem,
  type Problem,
  atCase,
  builtInProblems,
  loadProblem,
  parseProblem,
} from './problem/problem.js';
export { type ImportOptions, type Imported, importCandidate } from './import/import_candidate.js';
export { allocateShared } from './native/shared_memory.js';
export { type NamedTensors, type Tensor, createTensor } from './problem/tensor.js';
export { type TorchProblemOptions, loadTorchProblem } from './torch/torch_problem.js';
export { type GuardedEngine } from './guard/guarded_engine.js';
export { type AnyEngine, Engine, type EngineOptions } from './verify/engine.js';
export type { Isolation } from './verify/isolation.js';
export type { VerifyOptions } from './verify/options.js';
export type { Ability, AbilityName } from './verify/policy/ability_schema.js';
export { type Outcome, type Verdict, type VerdictOf, verdictSchema } from './verify/verdict.js';
export type { Degeneracy } from './verify/degenerate/degenerate_schema.js';
export { probeProblem } from './verify/degenerate/probe.js';
export { verifyAllCases } from './verify/verify_cases.js';
export { type JudgedCandidate, type ManyCandidate, type ManyOptions, verifyMany } from './verify/verify_many.js';
export { verifyKernel } from './verify/verify_kernel.js';
