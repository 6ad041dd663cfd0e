/** The flags that name PyTorch modules as problems, for the commands that take them. */
import type { Command } from 'commander';
import { parseProblemNumbers } from '../torch/problem_numbers.js';
import { realNumber, wholeNumber } from './options.js';

/** Beside `--torch`, of which some commands take several. */
export function withModuleFlags(command: Command): Command {
  return withHelperFlags(
    command
      .option('--kernelbench <folder>', 'a checkout of KernelBench, whose --level and --problem are the problem')
      .option('--level <n>', "KernelBench's level", wholeNumber('--level', 1))
      .option('--problem <n>', "KernelBench's problems in that level: 19, 1-20,23 or all", parseProblemNumbers),
  );
}

/** How the process that has PyTorch is started and asked. */
export function withHelperFlags(command: Command): Command {
  return command
    .option('--python <path>', 'the Python that has PyTorch; by default $WARPSMITH_PYTHON, else python3')
    .option(
      '--module-deadline <seconds>',
      'most seconds of one answer of PyTorch about a module (600)',
      realNumber('--module-deadline', 0.001, 3600),
    );
}
