/**
 * The desk's own log: what it asked of the hub and what faults it had, a line of JSON each, in the profile's folder, for its owner
 * only. It holds ids by which the hub's log names the same requests, and never what anybody looked at, typed or is called.
 */
import { appendFileSync, chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import type { ErrorCode } from '../shared/errors.ts';

/** One request and what became of it in the end. */
export interface HubCall {
  readonly request: string;
  readonly method: string;
  /** Of the closed set of the protocol's paths. */
  readonly path: string;
  /** Null: no answer. */
  readonly status: number | null;
  readonly code: ErrorCode | null;
  readonly ms: number;
  readonly tries: number;
}

const LARGEST = 2 * 1024 * 1024;

export class DeskLog {
  readonly #file: string;
  readonly #now: () => number;
  #size: number;

  /** One older file is kept beside it. */
  constructor(file: string, now: () => number) {
    this.#file = file;
    this.#now = now;
    this.#size = existsSync(file) ? statSync(file).size : 0;
  }

  call(call: HubCall): void {
    this.#write({ what: 'hub', ...call });
  }

  fault(where: string, error: unknown): void {
    this.#write({ what: 'fault', where, fault: error instanceof Error ? error.name : typeof error });
  }

  /** A desk whose disk is full goes on without its log: what must be written down is in the outbox. */
  #write(line: object): void {
    try {
      if (this.#size > LARGEST) {
        renameSync(this.#file, `${this.#file}.1`);
        this.#size = 0;
      }
      const text = `${JSON.stringify({ time: new Date(this.#now()).toISOString(), ...line })}\n`;
      appendFileSync(this.#file, text, { mode: 0o600 });
      if (this.#size === 0) chmodSync(this.#file, 0o600);
      this.#size += Buffer.byteLength(text);
    } catch {
      return;
    }
  }
}
