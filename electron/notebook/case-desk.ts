/**
 * Cases as one open customer's window works with them. A save is on this desk's disk before it answers, as a version that waits;
 * what waits goes to the hub in order, each under an id that makes sending it twice the same as once. What others saved meanwhile
 * comes from there and stands beside it.
 */
import { v7 as uuidv7 } from 'uuid';
import { caseContentSchema, leavesOf } from '../../shared/contract/cases.ts';
import type { CaseContent, CaseLine, CaseVersion } from '../../shared/contract/cases.ts';
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { AppError, ErrorCode, Result } from '../../shared/errors.ts';
import type { Actor } from '../../shared/audit/record.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { CaseHub } from '../sync/transport.ts';
import type { KeptCases, KeptVersion } from './cases.ts';
import { changedFrom, isChange } from './changed.ts';
import type { Whole } from './changed.ts';
import { freeze } from './freeze.ts';
import type { ReadRecords } from './freeze.ts';

export interface CaseDeskOptions {
  readonly cases: KeptCases;
  readonly setAside: boolean;
  readonly hub: CaseHub;
  /** The context's token, or null while the hub is away. */
  readonly token: () => string | null;
  readonly person: Actor;
  /** In this role versions may be written: what waits is sent in no other. */
  readonly mayWrite: boolean;
  /** Reads records of the customer's slice, to freeze them. */
  readonly read: ReadRecords;
  readonly now: () => number;
}

/** What the hub will never take, however often it is sent. Anything else is a matter of time, role or sign-in. */
const FOR_GOOD: ReadonlySet<ErrorCode> = new Set(['bad_input', 'limit', 'not_found']);

type Saved = ActionOutput<'cases.save'>;

export class CaseDesk {
  readonly #options: CaseDeskOptions;
  #running: Promise<AppError | null> | null = null;
  #asOf: number | null = null;
  #closed = false;

  constructor(options: CaseDeskOptions) {
    this.#options = options;
  }

  async list(fresh: boolean): Promise<Result<ActionOutput<'cases.list'>>> {
    if (fresh) await this.sync();
    if (this.#closed) return fail('context_ended');
    const cases = [...Map.groupBy(this.#options.cases.versions(), (version) => version.case)].map(([id, versions]) =>
      this.#line(id, versions),
    );
    cases.sort((a, b) => b.leaves[0]!.head.at - a.leaves[0]!.head.at || (a.id < b.id ? -1 : 1));
    return ok({ cases, asOf: this.#asOf, setAside: this.#options.setAside });
  }

  open(caseId: string): Result<ActionOutput<'cases.open'>> {
    const versions = this.#options.cases.versions(caseId);
    if (versions.length === 0) return fail('not_found');
    return ok({
      versions: latestFirst(versions).map((version) => this.#shown(version)),
      leaves: latestFirst(leavesOf(versions)).map(({ id }) => id),
    });
  }

  /** From this desk where it was opened before, else from the hub. */
  async read(caseId: string, id: string): Promise<Result<{ version: CaseVersion; content: CaseContent }>> {
    const version = this.#options.cases.find(id);
    if (version?.case !== caseId) return fail('not_found');
    const content = await this.#content(id);
    return content.ok ? ok({ version: this.#shown(version), content: content.value }) : content;
  }

  async save(input: ActionParsed<'cases.save'>): Promise<Result<Saved>> {
    const { title, status, notes } = input;
    const before = await this.#parents(input.case, input.parents);
    if (!before.ok) return before;
    const evidence = await this.#evidence(input, before.value);
    if (!evidence.ok) return evidence;
    const canvas = input.canvas ?? before.value[0]?.content.canvas ?? null;
    return this.#add(input.case, input.parents, before.value, {
      head: { title, status },
      content: { notes, canvas, evidence: evidence.value },
    });
  }

  async restore({ case: caseId, version: id, parents }: ActionParsed<'cases.restore'>): Promise<Result<Saved>> {
    const before = await this.#parents(caseId, parents);
    if (!before.ok) return before;
    const version = await this.read(caseId, id);
    return version.ok
      ? this.#add(caseId, parents, before.value, { head: version.value.version.head, content: version.value.content })
      : version;
  }

  /** Sends what waits, then learns what others saved. One run at a time; why it could not end, or null. */
  sync(): Promise<AppError | null> {
    this.#running ??= this.#sync().finally(() => (this.#running = null));
    return this.#running;
  }

  get waiting(): number {
    return this.#closed ? 0 : this.#options.cases.pending().length;
  }

  /** Whatever answers after this finds nothing to write to any more. */
  close(): void {
    this.#closed = true;
  }

  async #sync(): Promise<AppError | null> {
    return (await this.#send()) ?? (await this.#learn());
  }

  async #send(): Promise<AppError | null> {
    const { cases, hub, token, mayWrite } = this.#options;
    while (mayWrite && !this.#closed) {
      const [next] = cases.pending();
      if (!next) return null;
      const holder = token();
      if (holder === null) return fail('hub_unreachable').error;
      const put = await hub.put(holder, { id: next.id, case: next.case, head: next.head, body: cases.body(next.id) ?? '' });
      if (this.#closed) break;
      if (put.ok) cases.sent(next.id, put.value.seq);
      else if (FOR_GOOD.has(put.error.code)) cases.refuse(next.id, `${put.error.text} ${put.error.next}`);
      else return put.error;
    }
    return this.#closed ? fail('context_ended').error : null;
  }

  async #learn(): Promise<AppError | null> {
    const { cases, hub, token, person, now } = this.#options;
    while (!this.#closed) {
      const holder = token();
      if (holder === null) return fail('hub_unreachable').error;
      const changes = await hub.changes(holder, cases.after);
      if (this.#closed) break;
      if (!changes.ok) return changes.error;
      const { versions, last } = changes.value;
      if (last < cases.after) {
        cases.hubWentBack(last, person);
        return this.#sync();
      }
      cases.learn(versions);
      if (versions.length < LIMITS.casePage) {
        this.#asOf = now();
        return null;
      }
    }
    return fail('context_ended').error;
  }

  /** The versions that a new one is to stand on, opened. */
  async #parents(caseId: string | null, parents: readonly string[]): Promise<Result<Whole[]>> {
    if ((caseId === null) !== (parents.length === 0) || new Set(parents).size !== parents.length) return fail('bad_input');
    const found: Whole[] = [];
    for (const id of parents) {
      const version = this.#options.cases.find(id);
      if (version?.case !== caseId || version.state === 'refused') return fail('not_found');
      const content = await this.#content(id);
      if (!content.ok) return content;
      found.push({ head: version.head, content: content.value });
    }
    return ok(found);
  }

  /** Kept pieces come from the parents, or else from any version of the case that is on this desk; new ones are frozen now. */
  async #evidence(
    { case: caseId, evidence }: ActionParsed<'cases.save'>,
    before: readonly Whole[],
  ): Promise<Result<CaseContent['evidence']>> {
    const known = new Map(before.flatMap(({ content }) => content.evidence.map((piece) => [piece.id, piece])));
    const isKnown = (): boolean => evidence.every((piece) => piece.take !== 'kept' || known.has(piece.id));
    for (const { id } of caseId === null || isKnown() ? [] : this.#options.cases.versions(caseId)) {
      const body = this.#options.cases.body(id);
      const content = body === null ? null : parsed(body);
      for (const piece of content?.evidence ?? []) known.set(piece.id, piece);
    }
    const { read, person, now } = this.#options;
    const fresh = evidence.filter((piece) => piece.take !== 'kept');
    const frozen = await freeze(fresh, { read, by: person.name, at: now() });
    if (!frozen.ok) return frozen;
    let next = 0;
    const all = evidence.map((piece) => (piece.take === 'kept' ? known.get(piece.id) : frozen.value[next++]));
    if (!all.every((piece) => piece !== undefined)) return fail('not_found', { text: 'That evidence is not on this desk.' });
    return ok([...new Map(all.map((piece) => [piece.id, piece])).values()]);
  }

  #add(caseId: string | null, parents: readonly string[], before: readonly Whole[], after: Whole): Result<Saved> {
    const { cases, person, now } = this.#options;
    if (this.#closed) return fail('context_ended');
    const changed = changedFrom(before[0] ?? null, after);
    const only = parents.length === 1 ? cases.find(parents[0]!) : null;
    // Nothing new to say is no version.
    if (only && !isChange(changed)) return ok({ case: only.case, version: only.id, state: only.state });
    const body = JSON.stringify(after.content);
    if (Buffer.byteLength(body) > LIMITS.caseVersionBytes) return fail('limit', TOO_LARGE);
    const [id, at] = [uuidv7({ msecs: now() }), now()];
    const { title, status } = after.head;
    const { evidence, canvas } = after.content;
    const head = { title, status, parents: [...parents], at, changed, evidence: evidence.length, drawn: canvas?.nodes.length ?? 0 };
    cases.add({ id, case: caseId ?? uuidv7({ msecs: now() }), author: person, head }, body);
    const added = cases.find(id)!;
    return ok({ case: added.case, version: id, state: 'pending' });
  }

  async #content(id: string): Promise<Result<CaseContent>> {
    const { cases, hub, token } = this.#options;
    const here = cases.body(id);
    if (here !== null) return usable(here);
    const holder = token();
    if (holder === null) return fail('hub_unreachable', { next: 'This version was not opened on this desk yet; connect to read it.' });
    const there = await hub.version(holder, id);
    if (!there.ok) return there;
    if (this.#closed) return fail('context_ended');
    const content = usable(there.value.body);
    if (content.ok) cases.keepBody(id, there.value.body);
    return content;
  }

  #line(id: string, versions: readonly KeptVersion[]): CaseLine {
    return {
      id,
      leaves: latestFirst(leavesOf(versions)).map((version) => this.#shown(version)),
      versions: versions.length,
      pending: versions.filter(({ state }) => state !== 'sent').length,
    };
  }

  #shown({ id, head, author, state, refused }: KeptVersion): CaseVersion {
    const { issuer, subject } = this.#options.person;
    return { id, head, author: author.name, own: author.issuer === issuer && author.subject === subject, state, refused };
  }
}

const TOO_LARGE = {
  text: `A version of a case holds ${LIMITS.caseVersionBytes / 1024 / 1024} MB at most.`,
  next: 'Take evidence out, or hide and remove what need not be on its canvas.',
} as const;

/** By the writers' clocks; of one moment, the later one to come here. */
const latestFirst = (versions: readonly KeptVersion[]): KeptVersion[] => [...versions].reverse().sort((a, b) => b.head.at - a.head.at);

function parsed(body: string): CaseContent | null {
  try {
    return caseContentSchema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

const usable = (body: string): Result<CaseContent> => {
  const content = parsed(body);
  return content
    ? ok(content)
    : fail('hub_refused', { text: 'This version was saved in a form that is not known here.', next: 'Update the workstation.' });
};
