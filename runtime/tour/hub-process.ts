/** A demo hub of one's own as a child process, which can be killed and started again on the same folder and port. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../platform.ts';

export interface HubOptions {
  readonly folder: string;
  /** A folder of real telemetry, or null for the simulator. */
  readonly data: string | null;
  /** 0, or nothing, for any free one. */
  readonly port?: number;
  /** Each line of progress that the hub prints for people. */
  readonly onWords?: (line: string) => void;
}

export class HubProcess {
  readonly #options: HubOptions;
  #child: ChildProcess | null = null;
  #url = '';

  private constructor(options: HubOptions) {
    this.#options = options;
  }

  /** Resolves when the hub says that it is ready; rejects with its last words when it ends before. */
  static async start(options: HubOptions): Promise<HubProcess> {
    const hub = new HubProcess(options);
    await hub.#run(String(options.port ?? 0));
    return hub;
  }

  get url(): string {
    return this.#url;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** Whatever the hub keeps in its folder as JSON for the person who runs the demo. */
  readJson(name: string): unknown {
    return JSON.parse(readFileSync(join(this.#options.folder, name), 'utf8'));
  }

  /** Ends it without a warning (`SIGKILL`) or politely (`SIGTERM`); resolves when it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** Starts it again where it was, so that the workstation finds it at the same address. */
  async restart(): Promise<void> {
    await this.#run(new URL(this.#url).port);
  }

  #run(port: string): Promise<void> {
    const { folder, data, onWords } = this.#options;
    const args = [join(ROOT, 'hub', 'main.ts'), '--demo', '--port', port, '--data-folder', folder, ...(data ? ['--data', data] : [])];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    return new Promise((resolve, reject) => {
      let last = '';
      createInterface({ input: child.stderr }).on('line', (line) => {
        last = line;
        onWords?.(line);
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = JSON.parse(line) as { ready?: boolean; url?: string };
        if (!message.ready || !message.url) return;
        this.#url = message.url;
        resolve();
      });
      child.once('exit', (code) => reject(new Error(`The hub ended (${String(code)}): ${last}`)));
    });
  }
}
