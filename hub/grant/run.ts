/** The tasks of `npm run grant`. Each throws, in words for a person, when it can't. */
import { AppFailure } from '../../shared/errors.ts';
import { isWithin } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { operatorAt, withCustomersLog } from '../command/customers-log.ts';
import { withStore } from '../command/open.ts';
import type { OpenStore } from '../command/open.ts';
import { between, operator, recorded } from '../command/recorded.ts';
import type { CommandParts } from '../command/recorded.ts';
import { findTenant, readTenants } from '../command/tenants.ts';
import type { Tenant } from '../command/tenants.ts';
import { visible } from '../command/visible.ts';
import { allowSlice, sliceWords } from '../context/grants.ts';
import { noteChange } from '../snapshot/notes.ts';
import type { HubStore } from '../store/store.ts';
import { day, endOf, findGrant, readGrants } from './find.ts';
import type { GrantRow } from './find.ts';
import type { Options } from './options.ts';

const ACTION = 'grant.allow';

export interface Outside {
  /** Words for a person. */
  readonly say: (words: string) => void;
  /** What was asked for. */
  readonly print: (text: string) => void;
}

export function runGrant(options: Options, outside: Outside): Promise<void> {
  return withStore(options, (open) => (options.task === 'list' ? list(open.store, options, outside) : allow(open, options, outside)));
}

const words = ({ allowed }: Pick<GrantRow, 'allowed'>): string =>
  allowed ? sliceWords(allowed) : 'nothing, since its part cannot be read';
const who = ({ subject, name }: GrantRow): string => visible(name === null ? subject : `${subject} (${name})`);

async function list(store: HubStore, { tenant: code }: Options & { task: 'list' }, { print, say }: Outside): Promise<void> {
  const tenants = code === null ? await readTenants(store) : [await findTenant(store, code)];
  const grants = Map.groupBy(await readGrants(store, code === null ? null : tenants[0]!.id), ({ tenant }) => tenant);
  for (const tenant of tenants) {
    print(`${tenant.name} (${tenant.code})`);
    for (const grant of grants.get(tenant.id) ?? []) {
      const { id, issuer, roles, until } = grant;
      const end = endOf(grant, Date.now()) ?? `until ${day(until)}; allows ${words(grant)}`;
      print(`  ${who(grant)}, of ${visible(issuer)}: ${roles.join(', ')}; ${end}\n    ${id}`);
    }
  }
  if (grants.size === 0) say('There are no grants.');
}

type Allow = Options & { readonly task: 'allow' };

async function allow(open: OpenStore & CommandParts, options: Allow, outside: Outside): Promise<void> {
  const tenant = await findTenant(open.store, options.tenant);
  const found = await findGrant(open.store, tenant, options.wanted, Date.now());
  if (options.dryRun) {
    tell(tenant, found, options.slice, 'would allow', outside);
    outside.say('Nothing was changed.');
    return;
  }
  const subject = operator(options.operator);
  /** What the grant was before, once it is changed: also where that can't be recorded any more. */
  const made: GrantRow[] = [];
  const work = (): Promise<void> =>
    change(open, tenant, found, options, operatorAt(subject, tenant.id, found.id), (before) => void made.push(before));
  try {
    await recorded(open, ACTION, [tenant.id, found.id], work, subject);
  } finally {
    for (const before of made) tellMade(tenant, before, options, outside);
  }
}

function tellMade(tenant: Tenant, before: GrantRow, { slice, dataFolder }: Allow, outside: Outside): void {
  tell(tenant, before, slice, 'allows', outside);
  try {
    noteChange(dataFolder, tenant.id);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    outside.say(`It holds. The hub could not be told to make the part ready beforehand (${code ?? name}): it does when it is asked for.`);
  }
}

/** `onMade` hears what the grant was before. */
function change(
  parts: CommandParts,
  tenant: Tenant,
  { id, subject: person }: GrantRow,
  { slice, reason }: Allow,
  subject: ReturnType<typeof operatorAt>,
  onMade: (before: GrantRow) => void,
): Promise<void> {
  return withCustomersLog(parts, tenant, async (records) => {
    // Another command may have been at it while this one waited for its turn.
    const before = await findGrant(parts.store, tenant, { person, grant: id }, Date.now());
    const text = `The grant allows from now on: ${sliceWords(slice)}; before: ${words(before)}. Reason: ${reason}`;
    const intent = await records.intent(subject, ACTION, { targets: [id], text });
    await between(
      async () => {
        if (!(await allowSlice(parts.store, id, slice, Date.now()))) throw new AppFailure('grant_ended');
        onMade(before);
      },
      (result) => records.outcome(subject, ACTION, intent, result),
    );
  });
}

function tell(tenant: Tenant, before: GrantRow, slice: SliceSpec, allows: string, { say, print }: Outside): void {
  print(`${tenant.name}, ${who(before)}: the grant ${allows} ${sliceWords(slice)}. Before: ${words(before)}.`);
  if (before.allowed && isWithin(before.allowed, slice)) return;
  const offline =
    before.offlineHours > 0 ? ` One that is offline keeps what it has until its lease ends, ${before.offlineHours} hours at most.` : '';
  say(`Desks drop what they may not have any more when they next speak to the hub.${offline}`);
}
