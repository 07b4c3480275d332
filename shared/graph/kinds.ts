/** What the graph is made of. One list for the hub, the desk, the canvas and the query language. */

/** Kinds of node, in the order in which legends and groups show them. */
export const NODE_KINDS = ['host', 'address', 'domain', 'user', 'principal', 'process', 'file', 'technique', 'indicator', 'alert'] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/**
 * Kinds of edge: who may stand at either end, and the sentence that a person reads ({src} verb {dst}). Segments and the
 * desk's file write a kind as its place in this list: new ones go to the end, and none is moved or taken out.
 */
export const EDGE_KINDS = {
  SPAWNED: { src: ['process'], dst: ['process'], verb: 'started' },
  RAN_ON: { src: ['process'], dst: ['host'], verb: 'ran on' },
  RAN_AS: { src: ['process'], dst: ['user'], verb: 'ran as' },
  RUNS: { src: ['process'], dst: ['file'], verb: 'runs' },
  WROTE: { src: ['process'], dst: ['file'], verb: 'wrote' },
  DELETED: { src: ['process'], dst: ['file'], verb: 'deleted' },
  LOADED: { src: ['process'], dst: ['file'], verb: 'loaded' },
  ACCESSED: { src: ['process'], dst: ['process'], verb: 'opened the memory of' },
  INJECTED: { src: ['process'], dst: ['process'], verb: 'started a thread in' },
  CONNECTED: { src: ['process', 'host'], dst: ['address'], verb: 'connected to' },
  RESOLVED: { src: ['process', 'host', 'address'], dst: ['domain'], verb: 'looked up' },
  RESOLVES_TO: { src: ['domain'], dst: ['address'], verb: 'resolves to' },
  HAS_ADDRESS: { src: ['host'], dst: ['address'], verb: 'has address' },
  LOGGED_ON: { src: ['user'], dst: ['host', 'address'], verb: 'logged on to' },
  FAILED_LOGON: { src: ['user'], dst: ['host', 'address'], verb: 'failed to log on to' },
  LOGON_FROM: { src: ['address'], dst: ['host'], verb: 'was the source of a logon to' },
  CALLED: { src: ['principal'], dst: ['domain'], verb: 'called' },
  USED_ADDRESS: { src: ['principal'], dst: ['address'], verb: 'came from' },
  ASSUMED: { src: ['principal'], dst: ['principal'], verb: 'assumed' },
  RAISED_ON: { src: ['alert'], dst: ['host', 'user', 'process', 'file', 'address', 'domain', 'principal'], verb: 'was raised on' },
  INDICATES: { src: ['alert'], dst: ['technique', 'indicator'], verb: 'indicates' },
  TALKED_TO: { src: ['address'], dst: ['address'], verb: 'talked to' },
  ACCEPTED: { src: ['process', 'host'], dst: ['address'], verb: 'accepted a connection from' },
  VISITED: { src: ['process', 'host', 'address'], dst: ['domain'], verb: 'visited' },
  OPENED: { src: ['process', 'user', 'address'], dst: ['file'], verb: 'opened' },
  SENT: { src: ['address'], dst: ['file'], verb: 'sent' },
  RECEIVED: { src: ['address'], dst: ['file'], verb: 'received' },
} as const satisfies Record<string, { src: readonly NodeKind[]; dst: readonly NodeKind[]; verb: string }>;
export type EdgeKind = keyof typeof EDGE_KINDS;
export const EDGE_KIND_NAMES = Object.keys(EDGE_KINDS) as readonly EdgeKind[];
