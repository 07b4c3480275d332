/** What the hub's commands have in common on their command lines: where the hub's data is, and how a wrong line is refused. */
import { resolve } from 'node:path';
import { readPlaces } from '../settings.ts';

/** What the command line gets wrong, in words for a person. */
export class NotAccepted extends Error {}

const text = { type: 'string' } as const;
/** Options of `parseArgs`. */
export const PLACES = { 'data-folder': text, config: text, database: text } as const;

export const PLACES_USAGE = `  --data-folder DIR  the hub's data folder (default .data/hub)
  --database URL     the PostgreSQL server that the hub uses, if not its own
  --config FILE      the hub's own file, for these two: so no password stands in the list of processes`;

export interface Places {
  readonly dataFolder: string;
  readonly database?: string;
}

/** Of the values of `PLACES`. Throws `NotAccepted`. */
export function placesOf(values: { [Name in keyof typeof PLACES]?: string | undefined }): Places {
  const kept = keptIn(values.config);
  const database = values.database ?? kept.database;
  return {
    dataFolder: resolve(values['data-folder'] ?? kept.dataFolder ?? '.data/hub'),
    ...(database === undefined ? {} : { database }),
  };
}

function keptIn(config: string | undefined): ReturnType<typeof readPlaces> {
  try {
    return config === undefined ? {} : readPlaces(config);
  } catch (error) {
    throw new NotAccepted(`--config: ${error instanceof Error ? error.message : String(error)}`);
  }
}
