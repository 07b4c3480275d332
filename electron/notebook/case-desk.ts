/**
 * Cases as one open customer's window works with them. A save is on this desk's disk before it answers, as a version that waits;
 * what waits goes to the hub in order, each under an id that makes sending it twice the same as once. What others saved meanwhile
 * comes from there and stands beside it. While the grant allows a part of the graph, nothing of this is answered.
 */
import { v7 as uuidv7 } from 'uuid';
import { PART_ONLY, caseContentSchema, leavesOf } from '../../shared/contract/cases.ts';
import type { CaseContent, CaseDraft, CaseLine, CaseVersion } from '../../shared/contract/cases.ts';
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { Actor } from '../../shared/audit/record.ts';
import { WHOLE_SLICE, isWithin } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { CaseHub } from '../sync/transport.ts';
import { CaseExchange } from './case-exchange.ts';
import type { KeptCase, KeptVersion } from './cases.ts';
import { changedFrom, isChange } from './changed.ts';
import type { Whole } from './changed.ts';
import { freeze } from './freeze.ts';
import type { ReadRecords } from './freeze.ts';
import type { Notebook } from './notebook.ts';

export interface CaseDeskOptions {
  readonly notebook: Pick<Notebook, 'cases' | 'drafts' | 'setAside' | 'keepWords'>;
  /** What the grant allows of the graph, as the hub said last. */
  readonly allowed: SliceSpec;
  readonly hub: CaseHub;
  /** The context's token, or null while the hub is away. */
  readonly token: () => string | null;
  readonly person: Actor;
  /** In this role versions may be written: what waits is sent in no other. */
  readonly mayWrite: boolean;
  /** Reads records of the customer's slice, to freeze them. */
  readonly read: ReadRecords;
  readonly now: () => number;
  /** What this desk knows of cases has changed. */
  readonly onChange: () => void;
}

/** Nobody stands on what the hub refused. */
const REFUSED: ReadonlySet<KeptVersion['state']> = new Set(['refused']);
/** How long (ms) it is said that a notebook was set aside. */
const SAID_MS = 14 * 86_400_000;

type Saved = ActionOutput<'cases.save'>;

export class CaseDesk {
  readonly #options: CaseDeskOptions;
  readonly #exchange: CaseExchange;
  #closed = false;
  #part = false;
  #changes = 0;

  /** Throws when the disk does not let go of what may not be here any more. */
  constructor(options: CaseDeskOptions) {
    this.#options = options;
    const { notebook, hub, token, person, mayWrite, now } = options;
    const isPart = (): boolean => this.#part;
    this.allow(options.allowed);
    this.#exchange = new CaseExchange({
      cases: notebook.cases,
      hub,
      token,
      person,
      mayWrite,
      now,
      isPart,
      onChange: () => this.#changed(),
    });
  }

  /** Rises each time that what this desk knows of cases has changed. */
  get changes(): number {
    return this.#changes;
  }

  /** The grant allows this of the graph by now: records of a case leave the desk where that is not all. Throws when the disk does. */
  allow(allowed: SliceSpec): void {
    const { notebook } = this.#options;
    const before = this.#part;
    this.#part = !isWithin(WHOLE_SLICE, allowed);
    if (this.#part) notebook.keepWords();
    if (this.#part !== before) this.#changed();
  }

  async list(fresh: boolean): Promise<Result<ActionOutput<'cases.list'>>> {
    const { cases, drafts, setAside } = this.#options.notebook;
    const { now } = this.#options;
    const refused = this.#work();
    if (refused) return refused;
    // What can't be heard now is listed as it was.
    if (fresh) await this.sync();
    if (this.#closed) return fail('context_ended');
    const [leaves, drafted] = [Map.groupBy(cases.leaves(), (version) => version.case), new Set(drafts.ids())];
    const lines = cases.cases().map((one) => this.#line(one, leaves.get(one.id) ?? leavesOf(cases.versions(one.id)), drafted.has(one.id)));
    lines.sort((a, b) => b.leaves[0]!.head.at - a.leaves[0]!.head.at || (a.id < b.id ? -1 : 1));
    for (const { id } of lines) drafted.delete(id);
    return ok({
      cases: lines,
      drafts: [...drafted].flatMap((id) => ({ id, title: drafts.get(id)?.title ?? '' })),
      asOf: this.#exchange.asOf,
      setAside: setAside !== null && now() - setAside < SAID_MS ? setAside : null,
    });
  }

  open(caseId: string): Result<ActionOutput<'cases.open'>> {
    const { cases, drafts } = this.#options.notebook;
    const refused = this.#work();
    if (refused) return refused;
    const versions = cases.versions(caseId);
    if (versions.length === 0) return fail('not_found');
    return ok({
      versions: latestFirst(versions).map((version) => this.#shown(version)),
      leaves: latestFirst(leavesOf(versions)).map(({ id }) => id),
      draft: drafts.get(caseId),
    });
  }

  /** While the grant allows a part, words only: they were being written when it came to. */
  keepDraft(id: string, draft: CaseDraft | null): Result<null> {
    const { drafts } = this.#options.notebook;
    const refused = this.#work();
    if (refused && (this.#closed || !draft)) return refused;
    if (draft && refused) drafts.put(id, { ...draft, parents: (drafts.get(id) ?? draft).parents, taken: [] });
    else if (draft) drafts.put(id, draft);
    else drafts.forget(id);
    return ok(null);
  }

  openDraft(id: string): Result<{ draft: CaseDraft }> {
    const refused = this.#work();
    if (refused) return refused;
    const draft = this.#options.notebook.drafts.get(id);
    return draft ? ok({ draft }) : fail('not_found');
  }

  /** From this desk where it was opened before, else from the hub. */
  async read(caseId: string, id: string): Promise<Result<{ version: CaseVersion; content: CaseContent }>> {
    const opened = await this.#open(caseId, id);
    if (!opened.ok) return opened;
    const { version, content } = opened.value;
    return ok({ version: this.#shown(version), content });
  }

  async save(input: ActionParsed<'cases.save'>): Promise<Result<Saved>> {
    const { title, status, notes } = input;
    const before = await this.#parents(input.case, input.parents);
    if (!before.ok) return before;
    const [first] = before.value;
    const evidence = await this.#evidence(input, before.value);
    if (!evidence.ok) return evidence;
    const content = { notes, canvas: input.canvas ?? first?.content.canvas ?? null, evidence: evidence.value };
    const drawn = input.canvas?.nodes.length ?? first?.head.drawn ?? 0;
    const after = { head: { title, status, drawn }, content, canvas: input.canvas ?? first?.canvas ?? null };
    return this.#add(input.case, input.parents, first ?? null, after, input.draft);
  }

  async restore({ case: caseId, version: id, parents }: ActionParsed<'cases.restore'>): Promise<Result<Saved>> {
    const before = await this.#parents(caseId, parents);
    if (!before.ok) return before;
    const opened = await this.#open(caseId, id);
    return opened.ok ? this.#add(caseId, parents, before.value[0] ?? null, opened.value, null) : opened;
  }

  /** What a version says of itself, for whoever reads the customer's log. */
  said(id: string): string {
    const version = this.#options.notebook.cases.find(id);
    if (!version) return '';
    const { status, changed, parents } = version.head;
    const { added, removed, ...flags } = changed;
    return [
      `version ${id} of case ${version.case}`,
      ...(parents.length === 0 ? ['begins it'] : []),
      ...(changed.status ? [status.state === 'open' ? 'open again' : `closed as ${status.verdict}`] : []),
      ...Object.entries(flags).flatMap(([part, has]) => (has && part !== 'status' ? [part] : [])),
      ...(added > 0 ? [`evidence +${added}`] : []),
      ...(removed > 0 ? [`evidence -${removed}`] : []),
    ].join('; ');
  }

  /** Learns what others saved, then sends what waits; why it could not end, or null. */
  sync(): Promise<AppError | null> {
    return this.#exchange.sync();
  }

  /** How many versions wait to be sent. */
  get waiting(): number {
    return this.#exchange.waiting;
  }

  /** Whatever answers after this finds nothing to write to any more. */
  close(): void {
    this.#closed = true;
    this.#exchange.close();
  }

  /** What is refused for, or null. Somebody works with cases now. */
  #work(): { ok: false; error: AppError } | null {
    if (this.#closed) return fail('context_ended');
    if (this.#part) return fail('not_permitted', PART_ONLY);
    this.#exchange.worked();
    return null;
  }

  #changed(): void {
    this.#changes++;
    this.#options.onChange();
  }

  /** The versions that a new one is to stand on, opened. */
  async #parents(caseId: string | null, parents: readonly string[]): Promise<Result<Whole[]>> {
    const refused = this.#work();
    if (refused) return refused;
    if ((caseId === null) !== (parents.length === 0) || new Set(parents).size !== parents.length) return fail('bad_input');
    const found: Whole[] = [];
    for (const id of parents) {
      const opened = await this.#open(caseId!, id);
      if (!opened.ok) return opened;
      found.push(opened.value);
    }
    return ok(found);
  }

  /** From this desk where it was opened before, else from the hub. */
  async #open(caseId: string, id: string): Promise<Result<Whole & { readonly version: KeptVersion }>> {
    const refused = this.#work();
    if (refused) return refused;
    const version = this.#options.notebook.cases.find(id);
    if (version?.case !== caseId) return fail('not_found');
    const body = await this.#body(id);
    if (!body.ok) return body;
    const content = parsed(body.value);
    if (!content) return fail('hub_refused', UNKNOWN_FORM);
    return ok({ version, head: version.head, content, canvas: content.canvas ?? storedCanvas(body.value) });
  }

  /** Kept pieces come from the parents; new ones are frozen now. */
  async #evidence({ evidence }: ActionParsed<'cases.save'>, before: readonly Whole[]): Promise<Result<CaseContent['evidence']>> {
    const known = new Map(before.flatMap(({ content }) => content.evidence.map((piece) => [piece.id, piece])));
    const { read, person, now } = this.#options;
    const fresh = evidence.filter((piece) => piece.take !== 'kept');
    const frozen = await freeze(fresh, { read, by: person.name, at: now() });
    if (!frozen.ok) return frozen;
    let next = 0;
    const all = evidence.map((piece) => (piece.take === 'kept' ? known.get(piece.id) : frozen.value[next++]));
    if (!all.every((piece) => piece !== undefined)) return fail('not_found', { text: 'That evidence is not in what this stands on.' });
    return ok([...new Map(all.map((piece) => [piece.id, piece])).values()]);
  }

  #add(caseId: string | null, named: readonly string[], before: Whole | null, after: Whole, draft: string | null): Result<Saved> {
    const { notebook, person, now } = this.#options;
    const { cases, drafts } = notebook;
    const refused = this.#work();
    if (refused) return refused;
    const changed = changedFrom(before, after);
    const only = named.length === 1 ? cases.find(named[0]!) : null;
    // Nothing new to say is no version, except in place of one that the hub refused.
    if (only && only.state !== 'refused' && !isChange(changed)) {
      if (draft !== null) drafts.forget(draft);
      return ok({ case: only.case, version: only.id, state: only.state });
    }
    const body = JSON.stringify({ ...after.content, canvas: after.canvas });
    if (Buffer.byteLength(body) > LIMITS.caseVersionBytes) return fail('limit', TOO_LARGE);
    const [id, at] = [uuidv7({ msecs: now() }), now()];
    const { title, status, drawn } = after.head;
    const parents = cases.standing(named, REFUSED).slice(0, LIMITS.caseParents);
    const head = { title, status, parents, at, changed, evidence: after.content.evidence.length, drawn };
    const made = caseId ?? uuidv7({ msecs: now() });
    cases.add({ id, case: made, author: person, head }, body, draft);
    return ok({ case: made, version: id, state: 'pending' });
  }

  async #body(id: string): Promise<Result<string>> {
    const { notebook, hub, token } = this.#options;
    const here = notebook.cases.body(id);
    if (here !== null) return ok(here);
    const holder = token();
    if (holder === null) return fail('hub_unreachable', { next: 'This version was not opened on this desk yet; connect to read it.' });
    const there = await hub.version(holder, id);
    if (!there.ok) return there;
    // It may not be here any more.
    const refused = this.#work();
    if (refused) return refused;
    if (parsed(there.value.body)) notebook.cases.keepBody(id, there.value.body);
    return ok(there.value.body);
  }

  #line({ id, versions, pending }: KeptCase, leaves: readonly KeptVersion[], draft: boolean): CaseLine {
    return { id, leaves: latestFirst(leaves).map((version) => this.#shown(version)), versions, pending, draft };
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

/** What stands in a body as its canvas, in a form that need not be known here. */
const storedCanvas = (body: string): unknown => (JSON.parse(body) as { canvas: unknown }).canvas;

const UNKNOWN_FORM = { text: 'This version was saved in a form that is not known here.', next: 'Update the workstation.' };
