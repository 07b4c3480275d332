/** What the hub is told at its start: options of the command line, and a JSON file for what should not stand there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const USAGE = `node hub/main.ts --demo | --issuer URL --client ID [--title TEXT]
  --demo               embedded identity provider, demo customers and people; this machine only
  --data DIR           demo: fill the customers from real telemetry in DIR instead of the simulator
  --issuer URL         the MSSP's OpenID Connect provider
  --client ID          the workstation's client id there
  --title TEXT         what people call it
  --port N             port on this machine (default 7420; 0: any free one)
  --data-folder DIR    what the hub keeps (default .data/hub)
  --database URL       a PostgreSQL server (postgres://…) instead of the embedded one
  --config FILE        any of these as JSON, such as {"issuer": "https://…", "database": "postgres://…"}
`;

const settingsSchema = z
  .strictObject({
    demo: z.boolean().default(false),
    data: z.string().optional(),
    issuer: z.url({ protocol: /^https?$/ }).optional(),
    client: z.string().min(1).max(200).optional(),
    title: z.string().min(1).max(100).default('Sign-in'),
    port: z.coerce.number().int().min(0).max(65_535).default(7420),
    'data-folder': z.string().min(1).default('.data/hub'),
    database: z.string().optional(),
  })
  .refine(
    ({ demo, issuer }) => !(demo && issuer),
    'the demo does not run beside a configured identity provider: leave out --demo or --issuer',
  )
  .refine(({ demo, issuer, client }) => demo || (issuer && client), 'give --demo, or --issuer and --client')
  .refine(({ demo, data }) => demo || !data, '--data fills the demo only')
  .refine(({ issuer }) => !issuer || isSafe(issuer), 'the identity provider is reached by https, or by http on 127.0.0.1');

export interface HubSettings {
  readonly port: number;
  readonly dataFolder: string;
  readonly database?: string;
  /** Null: the demo, which brings its own. */
  readonly issuer: { readonly url: string; readonly client: string; readonly title: string } | null;
  /** A folder of real telemetry for the demo, or null for the simulator. */
  readonly data: string | null;
}

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
    },
  });
  const { config, ...given } = values;
  const kept = config === undefined ? {} : (JSON.parse(readFileSync(config, 'utf8')) as object);
  const parsed = settingsSchema.safeParse({ ...kept, ...given });
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('\n'));
  const { issuer, client, title, port, database, data } = parsed.data;
  return {
    port,
    dataFolder: resolve(parsed.data['data-folder']),
    ...(database === undefined ? {} : { database }),
    issuer: issuer && client ? { url: issuer, client, title } : null,
    data: data === undefined ? null : resolve(data),
  };
}

function isSafe(text: string): boolean {
  const url = new URL(text);
  return url.protocol === 'https:' || url.hostname === '127.0.0.1';
}
