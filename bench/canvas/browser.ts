/** The bench's page in the system's Chromium, without a window, drawn by software. Nothing listens and nothing is loaded. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { build } from 'vite';
import { Cdp } from '../../runtime/stand-in/cdp.ts';
import { chromiumFlags, findChromium } from '../../runtime/stand-in/flags.ts';

export interface BenchPage {
  /** Evaluates an expression in the page and resolves to its value. */
  ask<T>(expression: string): Promise<T>;
  /** Whether the system forces its colours on the page. */
  forceColours(on: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Evaluated {
  readonly result: { readonly value: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

async function bundled(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    // Whatever the program that asks for it runs as.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'page.ts'), formats: ['iife'], name: 'bench' },
    },
  });
  const outputs = (Array.isArray(made) ? made : [made]).flatMap((one) => ('output' in one ? one.output : []));
  const code = outputs.find((output) => output.type === 'chunk');
  if (code?.type !== 'chunk') throw new Error('the page was not built');
  return code.code;
}

/** Null where there is no browser. */
export async function openBenchPage(): Promise<BenchPage | null> {
  const binary = findChromium();
  if (!binary) return null;
  const profile = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
  const flags = chromiumFlags({ profile, headless: true, forwarded: [] });
  const child = spawn(binary, [...flags, '--remote-debugging-pipe', '--window-size=1200,1700'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const cdp = new Cdp(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    width: 1200,
    height: 1700,
    newWindow: true,
  });
  const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const ask = async <T>(expression: string): Promise<T> => {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await cdp.send<Evaluated>('Runtime.evaluate', asked, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  };
  const tokens =
    '--bg:#0E1116;--raised:#1E2530;--text:#E6EAF0;--muted:#9BA7B6;--line:#6B7888;--accent:#6CB2FF;--on-accent:#0E1116;--crit:#FF7B72;--kind-asset:#5CC8C2;--kind-person:#E0A3D8;--kind-activity:#B9C27A;--kind-finding:#B79CFF;--sans:sans-serif';
  await ask(`document.documentElement.style.cssText = ${JSON.stringify(`${tokens};background:#0E1116`)}; document.body.style.margin = 0`);
  await ask("document.head.insertAdjacentHTML('beforeend', '<style>.canvas,.canvas-stage{position:absolute;inset:0}</style>')");
  await ask(await bundled());
  return {
    ask,
    forceColours: async (on) => {
      const features = [{ name: 'forced-colors', value: on ? 'active' : 'none' }];
      await cdp.send('Emulation.setEmulatedMedia', { features }, sessionId);
    },
    close: async () => {
      cdp.tell('Browser.close');
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}
