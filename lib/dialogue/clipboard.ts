/** The clipboard of whoever sits at this machine, through the first program that takes a text for it. */
import { spawn } from 'node:child_process';

interface ClipboardProgram {
  command: string;
  words: readonly string[];
  /** A variable without which the program cannot do anything. */
  needs?: string;
}

const programs: readonly ClipboardProgram[] = [
  { command: 'wl-copy', words: [], needs: 'WAYLAND_DISPLAY' },
  { command: 'xclip', words: ['-selection', 'clipboard'], needs: 'DISPLAY' },
  { command: 'xsel', words: ['--clipboard', '--input'], needs: 'DISPLAY' },
  { command: 'pbcopy', words: [] },
  // Windows' own, which its Linux subsystem sees.
  { command: 'clip.exe', words: [], needs: 'WSL_DISTRO_NAME' },
];

/** A program that has no display to speak to may hang. */
const limitMs = 3000;

/** Puts the text on the clipboard; false where there is none. Never throws: a clipboard is only a comfort. */
export async function copyToClipboard(text: string, environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  for (const program of programs) {
    if (program.needs && !environment[program.needs]) continue;
    if (await copyWith(program, text, environment)) return true;
  }
  return false;
}

function copyWith({ command, words }: ClipboardProgram, text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    // Output is ignored: some go on in the background with it to serve the clipboard, and would never close it.
    const child = spawn(command, words, { env, stdio: ['pipe', 'ignore', 'ignore'], timeout: limitMs });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
