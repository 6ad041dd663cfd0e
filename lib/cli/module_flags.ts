/** The flags that name PyTorch modules as problems, for the commands that take them. */
import type { Command } from 'commander';
import { parseProblemNumbers } from '../torch/problem_numbers.js';
import { wholeNumber } from './options.js';

/** Beside `--torch`, of which some commands take several. */
export function withModuleFlags(command: Command): Command {
  return withPythonFlag(
    command
      .option('--kernelbench <folder>', 'a checkout of KernelBench, whose --level and --problem are the problem')
      .option('--level <n>', "KernelBench's level", wholeNumber('--level', 1))
      .option('--problem <n>', "KernelBench's problems in that level: 19, 1-20,23 or all", parseProblemNumbers),
  );
}

export function withPythonFlag(command: Command): Command {
  return command.option('--python <path>', 'the Python that has PyTorch; by default $WARPSMITH_PYTHON, else python3');
}
