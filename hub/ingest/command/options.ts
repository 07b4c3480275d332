/** The command line of `npm run ingest`. */
import { parseArgs } from 'node:util';
import { NotAccepted, PLACES, PLACES_USAGE, placesOf } from '../../command/options.ts';
import type { Places } from '../../command/options.ts';

export const USAGE = `npm run ingest -- --tenant CODE FILE...      telemetry into a customer's graph
npm run ingest -- --list                     customers and their codes, connectors and what they read
npm run ingest -- --dry-run FILE...          what would be made of each line; nothing is written, no hub is needed
npm run ingest -- --tenant CODE --set-aside  the lines that were kept aside, with their text

  FILE               a file, plain or .gz; a folder: every file in it; -: standard input
  --connector NAME   read everything as that; otherwise the content of each file decides
  --skip-unknown     leave out files that no connector is for, instead of refusing
${PLACES_USAGE}
  --markdown         the table as Markdown

It works beside a hub that runs on the data folder, and without one. Interrupted, it is run again and goes on: what a
customer has is known by its content. Files are to be finished: one that has grown since is new from the batch on that grew.
Exit codes: 0 all read; 3 all read, and some lines were damaged and are kept aside; 2 nothing was done: the command line,
the customer or a file was not accepted; 1 it failed half-way, run it again; 130 interrupted, run it again.
`;

export interface Options extends Places {
  readonly task: 'ingest' | 'list' | 'dry-run' | 'set-aside';
  /** Of `ingest` and `set-aside`. */
  readonly tenant: string;
  readonly files: readonly string[];
  readonly connector: string | null;
  readonly skipUnknown: boolean;
  readonly markdown: boolean;
}

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
        ...PLACES,
        tenant: text,
        connector: text,
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
  return {
    task,
    tenant: values.tenant ?? '',
    files,
    connector: values.connector ?? null,
    skipUnknown: values['skip-unknown'],
    ...placesOf(values),
    markdown: values.markdown,
  };
}
