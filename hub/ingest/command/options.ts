/** The command line of `npm run ingest`. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPlaces } from '../../settings.ts';

export const USAGE = `npm run ingest -- --tenant CODE FILE...      telemetry into a customer's graph
npm run ingest -- --list                     customers and their codes, connectors and what they read
npm run ingest -- --dry-run FILE...          what would be made of each line; nothing is written, no hub is needed
npm run ingest -- --tenant CODE --set-aside  the lines that were kept aside, with their text

  FILE               a file, plain or .gz; a folder: every file in it; -: standard input
  --connector NAME   read everything as that; otherwise the content of each file decides
  --skip-unknown     leave out files that no connector is for, instead of refusing
  --data-folder DIR  the hub's data folder (default .data/hub)
  --database URL     the PostgreSQL server that the hub uses, if not its own
  --config FILE      the hub's own file, for these two: so no password stands in the list of processes
  --markdown         the table as Markdown

It works beside a hub that runs on the data folder, and without one. Interrupted, it is run again and goes on: what a
customer has is known by its content. Files are to be finished: one that has grown since is new from the batch on that grew.
Exit codes: 0 all read; 3 all read, and some lines were damaged and are kept aside; 2 nothing was done: the command line,
the customer or a file was not accepted; 1 it failed half-way, run it again; 130 interrupted, run it again.
`;

export interface Options {
  readonly task: 'ingest' | 'list' | 'dry-run' | 'set-aside';
  /** Of `ingest` and `set-aside`. */
  readonly tenant: string;
  readonly files: readonly string[];
  readonly connector: string | null;
  readonly skipUnknown: boolean;
  readonly dataFolder: string;
  readonly database?: string;
  readonly markdown: boolean;
}

/** What the command line gets wrong, in words for a person. */
export class NotAccepted extends Error {}

/** null for `--help`. Throws `NotAccepted`. */
export function readOptions(args: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        tenant: text,
        connector: text,
        'data-folder': text,
        config: text,
        database: text,
        list: flag,
        'dry-run': flag,
        'set-aside': flag,
        'skip-unknown': flag,
        markdown: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new NotAccepted(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals: files } = parsed;
  if (values.help) return null;
  const tasks = (['list', 'dry-run', 'set-aside'] as const).filter((name) => values[name]);
  if (tasks.length > 1) throw new NotAccepted(`Give one of ${tasks.map((name) => `--${name}`).join(' and ')}.`);
  const task = tasks[0] ?? 'ingest';
  if ((task === 'ingest' || task === 'set-aside') && !values.tenant)
    throw new NotAccepted('Name the customer: --tenant CODE (--list shows the codes).');
  if ((task === 'ingest' || task === 'dry-run') && files.length === 0)
    throw new NotAccepted('Name at least one file, or - for standard input.');
  if ((task === 'list' || task === 'set-aside') && files.length > 0) throw new NotAccepted(`--${task} takes no files.`);
  if (files.filter((file) => file === '-').length > 1) throw new NotAccepted('Standard input can be read once.');
  const places = { ...placesOf(values.config), ...(values.database === undefined ? {} : { database: values.database }) };
  return {
    task,
    tenant: values.tenant ?? '',
    files,
    connector: values.connector ?? null,
    skipUnknown: values['skip-unknown'],
    dataFolder: resolve(values['data-folder'] ?? places.dataFolder ?? '.data/hub'),
    ...(places.database === undefined ? {} : { database: places.database }),
    markdown: values.markdown,
  };
}

function placesOf(config: string | undefined): ReturnType<typeof readPlaces> {
  try {
    return config === undefined ? {} : readPlaces(config);
  } catch (error) {
    throw new NotAccepted(`--config: ${error instanceof Error ? error.message : String(error)}`);
  }
}
