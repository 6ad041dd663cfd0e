/** What the command line says for the benches beside other tools: `kernelbench`, `cupy`, `solutions` and `references`. */
export interface RivalOptions {
  /** The Python that has PyTorch or CuPy. */
  python: string;
  /** Folders that go before all others in its search for modules, as in PYTHONPATH; empty for none. */
  pythonPath: string;
  /** A checkout of KernelBench; without one, only warpsmith is measured. */
  kernelbench: string;
  /** A file of lines that an earlier run left: what it measured is not measured again, and more is added to it. */
  resume: string;
  /** Seconds after which KernelBench's harness is stopped on a problem, which then counts as "more than". */
  limit: number;
  /** Whether KernelBench's candidates are only built and compared once, and nothing is measured. */
  rehearse: boolean;
  /** Of KernelBench's; each bench has its own default when undefined. */
  levels?: readonly number[] | undefined;
  /** Whether `torch.compile` is timed as well, which takes tens of seconds a problem. */
  compile: boolean;
}

export const defaultRivalOptions: RivalOptions = {
  python: 'python3',
  pythonPath: '',
  kernelbench: '',
  resume: '',
  limit: 420,
  rehearse: false,
  compile: false,
};

/** This process's environment, with `pythonPath` before what PYTHONPATH says; folders of others are left as they are. */
export function pythonEnvironment({ pythonPath }: Pick<RivalOptions, 'pythonPath'>): NodeJS.ProcessEnv {
  const path = [pythonPath, process.env.PYTHONPATH ?? ''].filter((part) => part !== '').join(':');
  const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return path === '' ? environment : { ...environment, PYTHONPATH: path };
}
