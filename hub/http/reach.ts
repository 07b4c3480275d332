/** Where the hub is reached: on which address it listens, by which names people call it, and what must hold before it listens beyond this machine. */

export interface Reach {
  readonly host: string;
  readonly port: number;
  /** Files, PEM. Null: plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** A proxy on the way ends TLS and says in X-Forwarded-For whose request it is. */
  readonly behindProxy: boolean;
  /** The address by which workstations call this hub; null: by that of this machine. */
  readonly publicUrl: string | null;
}

const LOOPBACK = ['127.0.0.1', 'localhost'];
export const isLoopback = (host: string): boolean => host === '::1' || LOOPBACK.includes(host);

/** What speaks against it, in words for a person, or null. */
export function faultOfReach({ host, tls, behindProxy, publicUrl }: Omit<Reach, 'port'>): string | null {
  if (tls && behindProxy) return 'either the hub ends TLS (--tls-cert) or the proxy before it does (--behind-proxy)';
  if (publicUrl && new URL(publicUrl).protocol !== 'https:' && !isLoopback(new URL(publicUrl).hostname))
    return '--public-url is https: workstations refuse anything else';
  if (isLoopback(host)) return behindProxy && !publicUrl ? '--behind-proxy needs --public-url, by which workstations call the hub' : null;
  if (!tls && !behindProxy) return 'beyond this machine the hub listens with --tls-cert and --tls-key, or with --behind-proxy';
  return publicUrl ? null : 'beyond this machine the hub needs --public-url, by which workstations call it';
}

/** The addresses under which it answers, and no other. */
export function originsOf({ host, tls, publicUrl }: Reach, port: number): string[] {
  const own = [...new Set([...LOOPBACK, ...(isLoopback(host) ? [host === '::1' ? '[::1]' : host] : [])])];
  const local = own.map((name) => `${tls ? 'https' : 'http'}://${name}:${port}`);
  return publicUrl ? [...local, new URL(publicUrl).origin] : local;
}
