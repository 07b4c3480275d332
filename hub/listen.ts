/**
 * Taking a port. On Linux two hubs that share a database may stand at one port for the moment in which one gives its place to
 * the other.
 */
import { createServer } from 'node:net';
import type { Server } from 'node:net';

export interface Sharing {
  /** Others may stand at this port, too. */
  readonly shared: boolean;
  /** One that does is expected. */
  readonly beside: boolean;
}
export const ALONE: Sharing = { shared: false, beside: false };

interface Place {
  readonly host: string;
  readonly port: number;
}

/** `option`: by which a person chooses another port. Throws, in words for a person, where it is taken. */
export async function listenAt(server: Server, place: Place, { shared, beside }: Sharing, option: string): Promise<void> {
  const reusePort = shared && process.platform === 'linux';
  if (reusePort && !beside && place.port !== 0) {
    const probe = createServer();
    await listen(probe, place, false, option);
    probe.close();
  }
  await listen(server, place, reusePort, option);
}

function listen(server: Server, { host, port }: Place, reusePort: boolean, option: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken: choose another with ${option}, or 0 for any.`) : error),
    );
    server.listen({ host, port, reusePort }, resolve);
  });
}
