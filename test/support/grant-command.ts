/** `npm run grant`, as a process of its own, or in this one where its words alone matter. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { readOptions } from '../../hub/grant/options.ts';
import { runGrant } from '../../hub/grant/run.ts';
import type { Ran } from './ingest-command.ts';

const MAIN = join(import.meta.dirname, '../../hub/grant-main.ts');

export function startGrant(args: readonly string[]): { readonly child: ChildProcess; readonly done: Promise<Ran> } {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, words] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  return { child, done: new Promise((resolve) => child.once('close', (code) => resolve({ code, out, words }))) };
}

/** Gives what was printed and said. Throws as the program does before it finds words for it. */
export async function runHere(args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const options = readOptions(args, Date.now());
  if (!options) throw new Error('nothing to run');
  await runGrant(options, { say: (words) => void lines.push(words), print: (text) => void lines.push(text) });
  return lines.join('\n');
}
