/** Chromium's DevTools protocol over a private pipe: messages are JSON, each ended by a NUL byte. No port listens. */
import type { Readable, Writable } from 'node:stream';

export interface CdpEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly sessionId?: string;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Cdp {
  readonly #input: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: CdpEvent) => void>();
  #parts: Buffer[] = [];
  #next = 1;
  #closed = false;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    input.on('error', () => this.#close());
    output.on('data', (chunk: Buffer) => this.#read(chunk));
    output.on('close', () => this.#close());
  }

  /** Rejects with Chromium's own sentence, or when the pipe closes. `Result` is trusted: it is Chromium that answers. */
  send<Result = unknown>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error(`${method}: Chromium is gone`));
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject: (error) => reject(new Error(`${method}: ${error.message}`)) });
    this.#input.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return promise as Promise<Result>;
  }

  /** Sends where nobody waits for the answer: the target may be gone already, and then there is nothing left to do. */
  tell(method: string, params: object = {}, sessionId?: string): void {
    this.send(method, params, sessionId).catch(() => undefined);
  }

  onEvent(listener: (event: CdpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      this.#parts.push(chunk.subarray(from, end));
      const text = Buffer.concat(this.#parts).toString('utf8');
      this.#parts = [];
      from = end + 1;
      this.#dispatch(JSON.parse(text) as Reply | CdpEvent);
    }
    if (from < chunk.length) this.#parts.push(chunk.subarray(from));
  }

  #dispatch(message: Reply | CdpEvent): void {
    if ('method' in message) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }

  #close(): void {
    this.#closed = true;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('Chromium is gone'));
    this.#waiting.clear();
  }
}
