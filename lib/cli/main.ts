#!/usr/bin/env node
/** The command line. Commands are loaded when they are called, so that a missing addon is a message, not a stack trace. */
import { Command, CommanderError, Option } from 'commander';
import { builtInDialogues } from '../demo/built_in.js';
import { keyVariables } from '../dialogue/api_key.js';
import { presetNames } from '../dialogue/presets.js';
import { parsePrice } from '../dialogue/prices.js';
import { WarpsmithError, messageOf } from '../errors.js';
import { packageVersion } from '../package_root.js';
import { conditionsNames } from '../verify/conditions/conditions.js';
import { isolations } from '../verify/isolation.js';
import { l2States } from '../verify/time/l2.js';
import { type Console, createConsole } from './console.js';
import { exitCodeOfError, exitCodes } from './exit_codes.js';
import { withHelperFlags, withModuleFlags } from './module_flags.js';
import { names, realNumber, tolerance, wholeNumber } from './options.js';
import { withSearchFlags } from './search_flags.js';
import type { CertifyCommand } from './certify.js';
import type { CompareCommand } from './compare.js';
import type { DemoCommand } from './demo.js';
import type { ImportCommand } from './import.js';
import type { RecheckCommand } from './recheck.js';
import type { ReplayCommand } from './replay.js';
import type { ReportCommand } from './report.js';
import type { ResumeCommand } from './resume.js';
import type { RunCommand } from './run.js';
import type { VerifyCommand } from './verify.js';

const deviceOption = new Option(
  '--device <device>',
  '"cuda:N", "sim" (the simulator), "auto" (a GPU if there is one, else the simulator) or "none" (compile only)',
);
const isolationOption = new Option(
  '--isolation <isolation>',
  '"guarded" (candidates run in a process beside this one, which a fault cannot harm) or "none"',
)
  .choices(isolations)
  .default('guarded');
const jsonOption = new Option('--json', 'print one JSON document on stdout and nothing else');

/** Runs a command, prints what it throws, and sets the exit code. */
async function run(json: boolean | undefined, work: (console: Console) => Promise<number> | number): Promise<void> {
  const console = createConsole({ json: json ?? false });
  try {
    process.exitCode = await work(console);
  } catch (error) {
    console.rest();
    const expected = error instanceof WarpsmithError;
    console.document({ error: { code: expected ? error.code : 'bug', message: messageOf(error) } });
    console.note(expected ? `warpsmith: ${error.message}` : String(error instanceof Error ? error.stack : error));
    process.exitCode = exitCodeOfError(error);
  }
}

const l2Option = new Option('--l2 <state>', 'the L2 cache before each timed run; "both" gives two times')
  .choices(l2States)
  .default('cold');

/** Adds what judging a candidate takes, whatever is made of the verdict. */
function withJudging(command: Command): Command {
  return command
    .addOption(deviceOption.default('auto'))
    .addOption(isolationOption)
    .option('--trials <n>', 'trials on fresh inputs', wholeNumber('--trials', 1))
    .option('--seed <n>', "seed of the first trial's inputs; random without it", wholeNumber('--seed', 0))
    .option('--no-time', 'do not time a right candidate')
    .addOption(l2Option)
    .option(
      '--tolerance <how>',
      "derived, kernelbench, kernelbench-2024 or RTOL,ATOL; by default the problem's own, else derived",
      tolerance,
    )
    .option(
      '--baseline <ms>',
      'milliseconds that the score is counted from; by default the time of the reference',
      realNumber('--baseline', 1e-6, 1e9),
    )
    .option(
      '--deadline <seconds>',
      'most seconds of one trial (10; on the simulator 60)',
      realNumber('--deadline', 0.001, 3600),
    )
    .option(
      '--allow <abilities>',
      'do not refuse what a kernel can do besides computing, such as clock,address-bits',
      names,
    );
}

function program(): Command {
  const warpsmith = new Command('warpsmith')
    .description('Turns a problem into a proven, fast CUDA kernel.')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(--help lists the options)')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes: 0 pass, or all problems solved; 1 the candidate failed, or not all were solved; 2 wrong usage, a bad file,',
        'or refused by the model server; 3 no usable device; 130 stopped by Ctrl-C.',
      ].join('\n'),
    );

  warpsmith
    .command('doctor')
    .description('what is found, what is missing, what to do')
    .option('--measure', 'measure what each GPU can do at best, some seconds; the results are kept')
    .addOption(jsonOption)
    .action((options: { json?: boolean; measure?: boolean }) =>
      run(options.json, async (console) => (await import('./doctor.js')).runDoctor(console, options)),
    );

  warpsmith
    .command('problems')
    .description('the problems that come along')
    .addOption(jsonOption)
    .action((options: { json?: boolean }) =>
      run(options.json, async (console) => (await import('./problems.js')).runProblemsCommand(console)),
    );

  withModuleFlags(
    withJudging(
      warpsmith
        .command('verify')
        .description('judge one candidate, or a folder with one for each problem of a set')
        .usage(
          [
            '[options] <problem> <candidate>',
            'warpsmith verify [options] --torch FILE.py[:Model] <candidate>',
            'warpsmith verify [options] --kernelbench FOLDER --level 1 --problem all <folder>',
          ].join('\n       '),
        )
        .argument(
          '<words...>',
          'a built-in problem or a .cu file, unless an option names it; a candidate with a launch plan, or for several problems of KernelBench a folder with one for each, such as 19_relu.cu',
        )
        .option(
          '--case <case>',
          'a case of the problem, or "all" (on the simulator: all small ones); by default "full", on the simulator "all"',
        ),
    ).option('--torch <file>', 'FILE.py[:Model]: a PyTorch module as the problem'),
  )
    .addOption(
      new Option(
        '--conditions <whose>',
        "judge a module's candidate as KernelBench does, not by stricter rules",
      ).choices(conditionsNames),
    )
    .option('--tf32', 'let the PyTorch module compute in f32 with TF32, and candidates with it; by default it is f64')
    .option('--json', 'print one JSON document on stdout and nothing else; of a set one in each line')
    .action((words: string[], options: { json?: boolean } & VerifyCommand) =>
      run(options.json, (console) => verify(words, options, console)),
    );

  withModuleFlags(
    warpsmith
      .command('import')
      .description('make a candidate of a solution in Python whose CUDA is compiled with load_inline')
      .usage('[options] <problem> <solution>\n       warpsmith import [options] --torch FILE.py[:Model] <solution>')
      .argument('<words...>', 'a built-in problem or a .cu file, unless an option names it; FILE.py with a ModelNew')
      .option('--torch <file>', 'FILE.py[:Model]: a PyTorch module as the problem'),
  )
    .option('--case <case>', "take this case's sizes as numbers, where the host decides by them")
    .option('--out <file>', 'where to write the candidate; stdout without it')
    .addOption(jsonOption)
    .action((words: string[], options: { json?: boolean } & ImportCommand) =>
      run(options.json, async (console) => (await import('./import.js')).runImport(words, options, console)),
    );

  withJudging(
    warpsmith
      .command('certify')
      .description('judge one candidate on all cases and keep all that the verdicts rest on')
      .argument('<candidate>', 'a .cu file with a launch plan')
      .requiredOption('--problem <problem>', 'a built-in name or a .cu file')
      .option('--out <file>', 'where to write it; CANDIDATE.certificate.json here without it, with --json nowhere'),
  )
    .addOption(jsonOption)
    .action((candidate: string, options: { json?: boolean } & CertifyCommand) =>
      run(options.json, async (console) => (await import('./certify.js')).runCertify(candidate, options, console)),
    );

  warpsmith
    .command('recheck')
    .description('repeat what a certificate says and compare')
    .argument('<certificate>', 'a file of `warpsmith certify`')
    .option('--problem <problem>', "hold the candidate to this problem, not to the certificate's own text of it")
    .addOption(deviceOption.default('auto'))
    .addOption(isolationOption)
    .addOption(jsonOption)
    .action((certificate: string, options: { json?: boolean } & RecheckCommand) =>
      run(options.json, async (console) => (await import('./recheck.js')).runRecheck(certificate, options, console)),
    );

  withModuleFlags(
    withSearchFlags(
      warpsmith
        .command('run')
        .description('let a model solve problems until the budget ends; `warpsmith problems` lists those built in')
        .argument('[problems...]', 'built-in names or .cu files'),
    ).option(
      '--torch <file>',
      'FILE.py[:Model]: a PyTorch module as a problem; may stand several times',
      (file: string, before?: string[]) => [...(before ?? []), file],
    ),
  )
    .option('--preset <name>', `a known model server: ${presetNames.join(', ')}`)
    .option('--base-url <url>', "the model server's OpenAI-compatible address; overrides the preset's")
    .option('--model <name>', "the model's name there; overrides the preset's")
    .option('--chat', 'no server: prompts go to files, and you carry them to a chat window and its answers back')
    .option(
      '--budget <limits>',
      "needed; for all problems together: time, tokens, money, answers, such as 15m or '1h30m,2M tokens,$3'",
    )
    .option(
      '--price <dollars>',
      'US dollars for a million tokens: INPUT,OUTPUT or INPUT,CACHED,OUTPUT; overrides what is known',
      parsePrice,
    )
    .option('--tokens <n>', 'most tokens of the whole run, as in --budget', wholeNumber('--tokens', 1))
    .option('--candidates <n>', 'most answers of the whole run, as in --budget', wholeNumber('--candidates', 1))
    .option(
      '--temperature <t>',
      'sampling temperature (default: 0.6, or what the preset advises)',
      realNumber('--temperature', 0, 2),
    )
    .option('--no-temperature', 'send no temperature, for models that refuse it')
    .option('--max-tokens <n>', 'most tokens of one answer', wholeNumber('--max-tokens', 1))
    .option('--max-retries <n>', 'further attempts for one answer', wholeNumber('--max-retries', 0), 4)
    .addOption(deviceOption.default('auto'))
    .addOption(isolationOption)
    .option('--out <folder>', 'the run folder; a new one below runs/ without it')
    .addOption(jsonOption)
    .addHelpText(
      'after',
      `
The API key is read from WARPSMITH_API_KEY, else from the server's own:
${keyVariables.slice(1).join(', ')}.

Examples:
  warpsmith run softmax --preset deepseek --budget '15m,$3'
  warpsmith run softmax matmul --preset vllm --budget 1h --strategy islands:4
  warpsmith run --kernelbench ~/KernelBench --level 1 --problem 1-20,23 --preset deepseek --budget 8h
  warpsmith run my_problem.cu --chat --budget 2h`,
    )
    .action((problems: string[], options: RunFlags) =>
      run(options.json, async (console) => {
        const { temperature, ...rest } = options;
        const command = {
          ...rest,
          ...(temperature === undefined ? {} : { temperature: temperature === false ? null : temperature }),
        };
        return (await import('./run.js')).runRun(problems, command, console);
      }),
    );

  withHelperFlags(
    warpsmith
      .command('resume')
      .description('go on with a run that was stopped or killed, as it was begun and with what is left of its budget')
      .argument('<run>', 'its run folder'),
  )
    .option('--max-retries <n>', 'further attempts for one answer', wholeNumber('--max-retries', 0), 4)
    .addOption(isolationOption)
    .addOption(jsonOption)
    .action((folder: string, options: { json?: boolean } & ResumeCommand) =>
      run(options.json, async (console) => (await import('./resume.js')).runResume(folder, options, console)),
    );

  withSearchFlags(
    warpsmith
      .command('replay')
      .description('search with recorded answers in place of a model, to compare strategies at no cost')
      .argument('[pools...]', 'built-in names or .yaml files; without any, all that are built in'),
  )
    .option(
      '--speed <times>',
      'divides the recorded delays; verdicts take as long as ever',
      realNumber('--speed', 0.001, 1e9),
      1,
    )
    .option('--budget <limits>', 'as for `run`; without it until the answers are used up')
    .addOption(deviceOption.default('auto'))
    .addOption(isolationOption)
    .option('--out <folder>', 'the run folder; a new one below runs/ without it')
    .addOption(jsonOption)
    .action((pools: string[], options: { json?: boolean } & ReplayCommand) =>
      run(options.json, async (console) => (await import('./replay.js')).runReplay(pools, options, console)),
    );

  warpsmith
    .command('report')
    .description('one HTML file that shows what became of a run')
    .argument('<run>', 'a run folder; the run may still go on')
    .option('--out <file>', 'where to write it; RUN/report.html without it, with --json nowhere')
    .addOption(jsonOption)
    .action((folder: string, options: { json?: boolean } & ReportCommand) =>
      run(options.json, async (console) => (await import('./report.js')).runReportCommand(folder, options, console)),
    );

  warpsmith
    .command('compare')
    .description('one HTML file that sets runs over the same problems side by side, such as one for each strategy')
    .argument('<runs...>', 'run folders; the runs may still go on')
    .option('--out <file>', 'where to write it; comparison.html here without it, with --json nowhere')
    .addOption(jsonOption)
    .action((folders: string[], options: { json?: boolean } & CompareCommand) =>
      run(options.json, async (console) => (await import('./compare.js')).runCompare(folders, options, console)),
    );

  warpsmith
    .command('demo')
    .description('the whole loop with a recorded dialogue in place of a model')
    .argument('[dialogue]', `one of ${builtInDialogues().join(', ')}`, 'softmax')
    .addOption(deviceOption.default('auto'))
    .addOption(isolationOption)
    .option('--out <folder>', 'the run folder; a temporary one without it')
    .addOption(jsonOption)
    .action((name: string, options: { json?: boolean } & DemoCommand) =>
      run(options.json, async (console) => (await import('./demo.js')).runDemo(name, options, console)),
    );

  return warpsmith;
}

type RunFlags = Omit<RunCommand, 'temperature'> & {
  json?: boolean;
  /** False for `--no-temperature`. */
  temperature?: number | false;
};

async function verify(words: string[], options: VerifyCommand, console: Console): Promise<number> {
  const { namesSet } = await import('./choose_problem.js');
  if (namesSet(words, options)) return (await import('./verify_set.js')).runVerifySet(words, options, console);
  return (await import('./verify.js')).runVerify(words, options, console);
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version were asked for; everything else is wrong usage, and commander has said so.
    process.exitCode = error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  } else if (error instanceof WarpsmithError) {
    // An option's text that cannot be read.
    console.error(`warpsmith: ${error.message}`);
    process.exitCode = exitCodeOfError(error);
  } else {
    throw error;
  }
}
