/** `warpsmith certify CANDIDATE --problem PROBLEM [--out FILE]` */
import { basename } from 'node:path';
import { certify } from '../certificate/certify.js';
import { loadProblem } from '../problem/problem.js';
import { verdictText } from '../report/verdict_text.js';
import { Engine } from '../verify/engine.js';
import type { Console } from './console.js';
import { exitCodeOfVerdict } from './exit_codes.js';
import { onInterrupt } from './interrupt.js';
import { readCandidate } from './read_candidate.js';
import { sayDevice } from './say_device.js';
import { type JudgingCommand, verifyOptionsOf } from './verify.js';
import { writeOut } from './write_out.js';

export interface CertifyCommand extends JudgingCommand {
  problem: string;
  out?: string;
}

export async function runCertify(candidatePath: string, command: CertifyCommand, console: Console): Promise<number> {
  const problem = loadProblem(command.problem);
  const source = readCandidate(candidatePath);
  const name = basename(candidatePath);
  using interrupt = onInterrupt(() => console.note('Stopping …'));
  console.progress('opening the device');
  const { device, isolation } = command;
  await using engine = await Engine.open({ device, isolation, spare: false });
  if (!console.json) sayDevice(engine, console);
  const certificate = await certify(source, problem, {
    ...verifyOptionsOf(command, console),
    engine,
    name,
    signal: interrupt.signal,
    onVerdict: (verdict) => console.say(verdictText(verdict, console.colours)),
  });
  const out = command.out ?? (console.json ? null : `${name.replace(/\.cu$/, '')}.certificate.json`);
  if (out !== null) {
    writeOut(out, `${JSON.stringify(certificate, null, 1)}\n`, 'the certificate');
    console.say(`The certificate: ${out} (sha256 ${certificate.sha256})`);
  }
  console.document(certificate);
  return exitCodeOfVerdict(certificate.verdicts.at(-1)!);
}
