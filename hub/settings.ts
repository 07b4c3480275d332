/** What the hub is told at its start: options of the command line, and a JSON file for what should not stand there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { faultOfReach, isLoopback } from './http/reach.ts';
import type { Reach } from './http/reach.ts';

export const USAGE = `node hub/main.ts --demo | --issuer URL --client ID [--title TEXT]
  --demo               embedded identity provider, demo customers and people; this machine only
  --data DIR           demo: fill the customers from real telemetry in DIR instead of the simulator
  --issuer URL         the MSSP's OpenID Connect provider
  --client ID          the workstation's client id there
  --title TEXT         what people call it
  --port N             port (default 7420; 0: any free one)
  --host ADDRESS       where to listen (default 127.0.0.1: this machine only)
  --tls-cert FILE      certificate chain, PEM; read again when it changes, or at SIGHUP
  --tls-key FILE       its key
  --behind-proxy       a proxy before the hub ends TLS and names the asker in X-Forwarded-For
  --public-url URL     the address by which workstations call the hub, such as https://hub.example
  --metrics-port N     figures for Prometheus at a port of their own
  --metrics-host ADDR  where (default 127.0.0.1)
  --take-over          take the place of the hub that runs on this data folder; needs --database
  --drain N            seconds to serve on after SIGTERM, for a load balancer to notice (default 0)
  --data-folder DIR    what the hub keeps (default .data/hub)
  --database URL       a PostgreSQL server (postgres://…) instead of the embedded one
  --config FILE        any of these as JSON, such as {"issuer": "https://…", "database": "postgres://…"}
`;

const port = z.coerce.number().int().min(0).max(65_535);

const settingsSchema = z
  .strictObject({
    demo: z.boolean().default(false),
    data: z.string().optional(),
    issuer: z.url({ protocol: /^https?$/ }).optional(),
    client: z.string().min(1).max(200).optional(),
    title: z.string().min(1).max(100).default('Sign-in'),
    port: port.default(7420),
    'data-folder': z.string().min(1).default('.data/hub'),
    database: z.string().optional(),
    host: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], 'an IP address, or localhost').default('127.0.0.1'),
    'tls-cert': z.string().min(1).optional(),
    'tls-key': z.string().min(1).optional(),
    'behind-proxy': z.boolean().default(false),
    'public-url': z
      .url({ protocol: /^https?$/ })
      .refine((url) => new URL(url).pathname === '/' && !new URL(url).search, 'an address without a path')
      .transform((url) => new URL(url).origin)
      .optional(),
    'metrics-port': port.optional(),
    'metrics-host': z.union([z.ipv4(), z.ipv6()], 'an IP address').default('127.0.0.1'),
    'take-over': z.boolean().default(false),
    drain: z.coerce.number().int().min(0).max(300).default(0),
  })
  .refine(
    ({ demo, issuer }) => !(demo && issuer),
    'the demo does not run beside a configured identity provider: leave out --demo or --issuer',
  )
  .refine(({ demo, issuer, client }) => demo || (issuer && client), 'give --demo, or --issuer and --client')
  .refine(({ demo, data }) => demo || !data, '--data fills the demo only')
  .refine(({ issuer }) => !issuer || isSafe(issuer), 'the identity provider is reached by https, or by http on 127.0.0.1')
  .refine(({ demo, host }) => !demo || isLoopback(host), 'the demo is for this machine only: leave out --host')
  .refine((given) => (given['tls-cert'] === undefined) === (given['tls-key'] === undefined), 'give --tls-cert and --tls-key together')
  .refine(
    (given) => !given['take-over'] || given.database !== undefined,
    '--take-over needs --database: the embedded one ends with its hub',
  )
  .superRefine((given, context) => {
    const message = faultOfReach(reachOf(given));
    if (message) context.addIssue({ code: 'custom', message });
  });

interface Given {
  readonly host: string;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly 'behind-proxy': boolean;
  readonly 'public-url'?: string | undefined;
}

const reachOf = ({ host, 'tls-cert': cert, 'tls-key': key, 'behind-proxy': behindProxy, 'public-url': publicUrl }: Given) => ({
  host,
  tls: cert !== undefined && key !== undefined ? { cert: resolve(cert), key: resolve(key) } : null,
  behindProxy,
  publicUrl: publicUrl ?? null,
});

/** Of where it is reached, what is left out is as for this machine alone. */
export interface HubSettings extends Partial<Omit<Reach, 'port'>> {
  readonly port: number;
  readonly metrics?: { readonly host: string; readonly port: number };
  readonly takeOver?: boolean;
  /** After a signal, for a load balancer to notice. */
  readonly drainSeconds?: number;
  readonly dataFolder: string;
  readonly database?: string;
  /** Null: the demo, which brings its own. */
  readonly issuer: { readonly url: string; readonly client: string; readonly title: string } | null;
  /** A folder of real telemetry for the demo, or null for the simulator. */
  readonly data: string | null;
}

function readConfig(file: string): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

/** Of a hub's file: where its data and its databases are. Throws, in words for a person. */
export function readPlaces(file: string): { readonly dataFolder?: string; readonly database?: string } {
  const parsed = placesSchema.safeParse(readConfig(file));
  if (!parsed.success) throw new Error(`${file} is no configuration of a hub.`);
  const { 'data-folder': dataFolder, database } = parsed.data;
  return { ...(dataFolder === undefined ? {} : { dataFolder }), ...(database === undefined ? {} : { database }) };
}
const placesSchema = z.object({ 'data-folder': z.string().min(1).optional(), database: z.string().optional() });

/** Throws, in words for a person. */
export function readSettings(args: readonly string[]): HubSettings {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      demo: { type: 'boolean' },
      data: text,
      issuer: text,
      client: text,
      title: text,
      port: text,
      'data-folder': text,
      database: text,
      config: text,
      host: text,
      'tls-cert': text,
      'tls-key': text,
      'behind-proxy': { type: 'boolean' },
      'public-url': text,
      'metrics-port': text,
      'metrics-host': text,
      'take-over': { type: 'boolean' },
      drain: text,
    },
  });
  const { config, ...given } = values;
  const kept = config === undefined ? {} : readConfig(config);
  const parsed = settingsSchema.safeParse({ ...kept, ...given });
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('\n'));
  const { issuer, client, title, port, database, data } = parsed.data;
  const { 'metrics-port': metricsPort, 'metrics-host': metricsHost, 'take-over': takeOver, drain: drainSeconds } = parsed.data;
  return {
    port,
    dataFolder: resolve(parsed.data['data-folder']),
    ...(database === undefined ? {} : { database }),
    ...reachOf(parsed.data),
    ...(metricsPort === undefined ? {} : { metrics: { host: metricsHost, port: metricsPort } }),
    takeOver,
    drainSeconds,
    issuer: issuer && client ? { url: issuer, client, title } : null,
    data: data === undefined ? null : resolve(data),
  };
}

function isSafe(text: string): boolean {
  const url = new URL(text);
  return url.protocol === 'https:' || url.hostname === '127.0.0.1';
}
