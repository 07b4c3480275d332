/**
 * A bad line between a desk and its hub: a TCP relay on this machine that is slow, loses packets, resets connections or falls
 * silent, as a test says.
 *
 * How it is modelled. Each way has one line of so many bits a second, which all connections share. What a connection sends is cut
 * into packets of 1460 bytes; each takes its time on the line and is lost with the given probability. A lost one is sent again
 * after a retransmission time of 200 ms, which doubles while it is lost again, up to 3 s; what the same connection sends after
 * it waits meanwhile, other connections don't. After `resetAfter` bytes towards the desk the connection that carries them is reset
 * (RST both ways), and the next ones are after as many again.
 *
 * What it isn't: packets of the kernel. There is no way's delay, no congestion window and no reordering, the opening of a
 * connection is never lost, and there is at most one packet of a connection under way, so that it is slower than a good TCP over
 * such a line. Which packets are lost is drawn from a fixed seed.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PACKET = 1_460;
const RETRANSMIT_MS = 200;
const RETRANSMIT_MOST_MS = 3_000;

export interface LineQuality {
  readonly bitsPerSecond: number;
  /** Of packets, 0 to 1. */
  readonly loss: number;
  /** Bytes towards the desk after which a connection is reset. */
  readonly resetAfter: number;
}

export const GOOD: LineQuality = Object.freeze({ bitsPerSecond: Infinity, loss: 0, resetAfter: Infinity });
export const MODEM: LineQuality = Object.freeze({ bitsPerSecond: 56_000, loss: 0.3, resetAfter: Infinity });

interface Carried {
  readonly desk: Socket;
  readonly hub: Socket;
  /** Nothing passes any more, and nobody is told. */
  silent: boolean;
  broken: boolean;
}

export class LossyNetwork {
  readonly url: string;
  quality: LineQuality = GOOD;
  /** Bytes that came through to the desk, packets that were lost, connections that were reset and opened. */
  received = 0;
  lost = 0;
  resets = 0;
  opened = 0;
  readonly #server;
  readonly #carried = new Set<Carried>();
  readonly #freeAt = { desk: 0, hub: 0 };
  #port = 0;
  #sinceReset = 0;
  #seed = 0x5eed;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (desk) => this.#carry(desk));
  }

  /** Listens; leads nowhere yet. */
  static async open(): Promise<LossyNetwork> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LossyNetwork(server);
  }

  /** From now on connections go to this address of this machine. */
  leadTo(url: string): void {
    this.#port = Number(new URL(url).port);
  }

  /** Every connection there is ends here and now, and both ends are told. */
  reset(): void {
    for (const one of this.#carried) this.#break(one);
  }

  /** Every connection there is carries nothing more, and nobody is told. New ones are carried. */
  silence(): void {
    for (const one of this.#carried) one.silent = true;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const { desk, hub } of this.#carried) for (const socket of [desk, hub]) socket.destroy();
    await sleep(0);
  }

  #carry(desk: Socket): void {
    const hub = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    const one: Carried = { desk, hub, silent: false, broken: false };
    desk.setNoDelay(true);
    this.opened++;
    this.#carried.add(one);
    for (const socket of [desk, hub]) {
      socket.on('error', () => this.#break(one));
      socket.once('close', () => {
        if (desk.closed && hub.closed) this.#carried.delete(one);
      });
    }
    void this.#pass(one, 'hub').catch(() => this.#break(one));
    void this.#pass(one, 'desk').catch(() => this.#break(one));
  }

  async #pass(one: Carried, to: 'desk' | 'hub'): Promise<void> {
    const [from, into] = to === 'hub' ? [one.desk, one.hub] : [one.hub, one.desk];
    for await (const bytes of from as AsyncIterable<Buffer>)
      for (let at = 0; at < bytes.length; at += PACKET) {
        const packet = bytes.subarray(at, at + PACKET);
        await this.#travel(packet.length, to);
        if (one.silent) return void (await once(into, 'close'));
        if (into.destroyed) return;
        if (!into.write(packet)) await once(into, 'drain');
        if (to === 'desk') this.#arrived(one, packet.length);
      }
    into.end();
  }

  /** Until a packet of so many bytes is there. */
  async #travel(bytes: number, to: 'desk' | 'hub'): Promise<void> {
    for (let again = RETRANSMIT_MS; ; again = Math.min(2 * again, RETRANSMIT_MOST_MS)) {
      const { bitsPerSecond, loss } = this.quality;
      const now = performance.now();
      const there = Math.max(now, this.#freeAt[to]) + (bytes * 8_000) / bitsPerSecond;
      this.#freeAt[to] = there;
      if (there > now) await sleep(there - now);
      if (this.#draw() >= loss) return;
      this.lost++;
      await sleep(again);
    }
  }

  #arrived(one: Carried, bytes: number): void {
    this.received += bytes;
    this.#sinceReset += bytes;
    if (this.#sinceReset < this.quality.resetAfter) return;
    this.#sinceReset = 0;
    this.#break(one);
  }

  #break(one: Carried): void {
    if (one.broken) return;
    one.broken = true;
    this.resets++;
    for (const socket of [one.desk, one.hub]) socket.resetAndDestroy();
  }

  /** 0 to 1, the same each time (mulberry32). */
  #draw(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}
