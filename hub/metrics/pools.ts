/** How database connections are used, over all pools of a kind: one pool a customer is nobody's business (decision 22). */
import { Gauge } from 'prom-client';
import { connectionSeconds, registry } from './instruments.ts';

export type PoolKind = 'control' | 'tenants' | 'records';

interface Counted {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

const open = new Map<Counted, PoolKind>();
const gauge = (name: string, help: string, of: (pool: Counted) => number): Gauge =>
  new Gauge({
    name,
    help,
    labelNames: ['pool'],
    registers: [registry],
    collect() {
      this.reset();
      for (const kind of ['control', 'tenants', 'records'] as const) this.set({ pool: kind }, 0);
      for (const [pool, kind] of open) this.inc({ pool: kind }, of(pool));
    },
  });
gauge('netgraph_hub_pool_connections', 'Open database connections.', ({ totalCount }) => totalCount);
gauge('netgraph_hub_pool_busy', 'Database connections in use.', ({ totalCount, idleCount }) => totalCount - idleCount);
gauge('netgraph_hub_pool_waiting', 'Whoever waits for a database connection.', ({ waitingCount }) => waitingCount);
gauge('netgraph_hub_pools', 'Open pools: of customers, as many as are in use.', () => 1);

/** Counts the pool until the returned function is called. */
export function watchPool(pool: Counted, kind: PoolKind): () => void {
  open.set(pool, kind);
  return () => void open.delete(pool);
}

/** The same connecting, with its wait measured. */
export const timed =
  <Connection>(kind: PoolKind, connect: () => Promise<Connection>) =>
  async (): Promise<Connection> => {
    const end = connectionSeconds.startTimer({ pool: kind });
    return connect().finally(end);
  };
