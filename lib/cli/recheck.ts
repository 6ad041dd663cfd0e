/** `warpsmith recheck FILE [--problem PROBLEM]` */
import { readFileSync } from 'node:fs';
import { type Certificate, parseCertificate } from '../certificate/certificate.js';
import { recheck } from '../certificate/recheck.js';
import { WarpsmithError, messageOf } from '../errors.js';
import { loadProblem } from '../problem/problem.js';
import { recheckText } from '../report/recheck_text.js';
import { Engine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';
import { onInterrupt } from './interrupt.js';
import { sayDevice } from './say_device.js';
import { sayProgress } from './verify.js';

export interface RecheckCommand {
  problem?: string;
  device: string;
  isolation: Isolation;
}

export async function runRecheck(path: string, command: RecheckCommand, console: Console): Promise<number> {
  const certificate = read(path);
  const problem = command.problem === undefined ? {} : { problem: loadProblem(command.problem) };
  using interrupt = onInterrupt(() => console.note('Stopping …'));
  console.progress('opening the device');
  const { device, isolation } = command;
  await using engine = await Engine.open({ device, isolation, spare: false });
  if (!console.json) sayDevice(engine, console);
  const rechecked = await recheck(certificate, {
    ...problem,
    engine,
    signal: interrupt.signal,
    onProgress: sayProgress(console),
  });
  console.document(rechecked);
  console.say(recheckText(certificate, rechecked, console.colours));
  const codes = { confirmed: exitCodes.pass, contradicted: exitCodes.failed, partly: exitCodes.device };
  return codes[rechecked.result];
}

function read(path: string): Certificate {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const message = `Expected a certificate's file but cannot read "${path}" (${messageOf(error)}).`;
    throw new WarpsmithError('bad-file', message, { cause: error });
  }
  return parseCertificate(text);
}
