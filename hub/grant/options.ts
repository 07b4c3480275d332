/** The command line of `npm run grant`. */
import { parseArgs } from 'node:util';
import { NotAccepted, PLACES, PLACES_USAGE, placesOf } from '../command/options.ts';
import type { Places } from '../command/options.ts';
import { NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import { WHOLE_SLICE, tidySlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { LIMITS } from '../../shared/limits.ts';

export const USAGE = `npm run grant -- --list [--tenant CODE]       grants: whose, in which roles, until when, and what they allow
npm run grant -- --tenant CODE --person SUBJECT --kinds KIND,... --since DATE --reason TEXT
                                             from now on the grant allows this part of the graph and no other
npm run grant -- --tenant CODE --person SUBJECT --whole --reason TEXT
                                             it allows all of the graph again

  --person SUBJECT   by the name that the identity provider has for them (--list shows it)
  --grant ID         instead of, or beside --person: where one person has several
  --kinds KIND,...   only nodes of these kinds, and edges between them; left out: all kinds
  --since DATE       only what was seen since (2026-05-01, or 2026-05-01T08:00:00Z); left out: of all time
  --reason TEXT      why; stands in the customer's log
  --operator NAME    who you are, beside the system's own word for it
  --dry-run          what would change; nothing is
${PLACES_USAGE}

Kinds: ${NODE_KINDS.join(', ')}.
It works beside a hub that runs, and without one. Who asked and why is in the customer's log, and in the hub's own, before anything
changes. Desks hold to it when they next speak to the hub, and drop what they may not have any more.
Exit codes: 0 done; 2 nothing was done: the command line, the customer, the person or the grant was not accepted; 1 it failed: run it again.
`;

export interface Wanted {
  readonly person: string | null;
  readonly grant: string | null;
}

export type Options = Places &
  (
    | { readonly task: 'list'; readonly tenant: string | null }
    | {
        readonly task: 'allow';
        readonly tenant: string;
        readonly wanted: Wanted;
        readonly slice: SliceSpec;
        readonly reason: string;
        readonly operator: string | undefined;
        readonly dryRun: boolean;
      }
  );

/** As long as a name in a record may be. */
const NAME = 200;

/** null for `--help`. Throws `NotAccepted`. */
export function readOptions(args: readonly string[], now: number): Options | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const known = { tenant: text, person: text, grant: text, kinds: text, since: text, reason: text, operator: text } as const;
  const flags = { whole: flag, list: flag, 'dry-run': flag, help: flag } as const;
  let values;
  try {
    values = parseArgs({ args: [...args], options: { ...PLACES, ...known, ...flags } }).values;
  } catch (error) {
    throw new NotAccepted(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return null;
  const places = placesOf(values);
  const { tenant, person = null, grant = null, operator, 'dry-run': dryRun } = values;
  if (values.list) {
    const more = [...Object.keys(known).filter((name) => name !== 'tenant'), 'whole', 'dry-run'] as const;
    if (more.some((name) => values[name as keyof typeof values])) throw new NotAccepted('--list takes no more than --tenant CODE.');
    return { ...places, task: 'list', tenant: tenant ?? null };
  }
  if (!tenant) throw new NotAccepted('Name the customer: --tenant CODE (--list shows the codes).');
  if (!person && !grant) throw new NotAccepted('Say whose grant it is: --person SUBJECT (--list shows them), or --grant ID.');
  const slice = readSlice(values, now);
  const reason = values.reason?.trim() ?? '';
  if (!reason && !dryRun) throw new NotAccepted("Say why: --reason TEXT. It stands in the customer's log.");
  if (reason.length > LIMITS.freeText) throw new NotAccepted(`A reason has at most ${LIMITS.freeText} characters.`);
  if (operator !== undefined && (operator.trim() === '' || operator.length > NAME))
    throw new NotAccepted(`--operator is a name of at most ${NAME} characters.`);
  return { ...places, task: 'allow', tenant, wanted: { person, grant }, slice, reason, operator, dryRun };
}

function readSlice(
  { whole, kinds, since }: { whole: boolean; kinds?: string | undefined; since?: string | undefined },
  now: number,
): SliceSpec {
  if (whole && (kinds ?? since) !== undefined) throw new NotAccepted('--whole is all of it: leave out --kinds and --since.');
  if (whole) return WHOLE_SLICE;
  if ((kinds ?? since) === undefined) throw new NotAccepted('Say what the grant is to allow: --kinds, --since or both, or --whole.');
  return tidySlice({ kinds: kinds === undefined ? null : readKinds(kinds), since: since === undefined ? null : readMoment(since, now) });
}

function readKinds(text: string): NodeKind[] {
  return text.split(',').map((word) => {
    const kind = NODE_KINDS.find((one) => one === word.trim());
    if (kind) return kind;
    throw new NotAccepted(`There is no kind ${JSON.stringify(word.trim())}. There are: ${NODE_KINDS.join(', ')}.`);
  });
}

/** A day begins at midnight UTC; a time of day says its zone. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Unix ms. */
function readMoment(text: string, now: number): number {
  const day = text.slice(0, 10);
  const moment = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  // `Date.parse` takes the 31st of a shorter month for a day of the next.
  const isDay = new Date(Date.parse(`${day}T00:00:00Z`)).toJSON()?.slice(0, 10) === day;
  if (Number.isNaN(moment) || !isDay || moment < 0)
    throw new NotAccepted(
      `--since is a day, 2026-05-01, or a moment with its zone, 2026-05-01T08:00:00Z: ${JSON.stringify(text)} is neither.`,
    );
  if (moment > now) throw new NotAccepted(`--since lies in the future: the grant would allow nothing.`);
  return moment;
}
