/** Desks of several people on one hub in memory, for what they tell each other of cases. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, onTestFinished } from 'vitest';
import { makeGraph } from '../../bench/graph.ts';
import { CaseDesk } from '../../electron/notebook/case-desk.ts';
import { Notebook } from '../../electron/notebook/notebook.ts';
import type { CaseHub } from '../../electron/sync/transport.ts';
import type { Actor } from '../../shared/audit/record.ts';
import type { ActionInput } from '../../shared/contract/index.ts';
import { viewSchema } from '../../shared/contract/view.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { CaseChangesReply, CasePutRequest } from '../../shared/protocol/cases.ts';

export const DANA: Actor = { issuer: 'mssp', subject: 'dana', name: 'Dana' };
export const EVAN: Actor = { issuer: 'mssp', subject: 'evan', name: 'Evan' };
export const graph = makeGraph(60, 120, 1);
export const [host, other] = graph.nodes as [(typeof graph.nodes)[number], (typeof graph.nodes)[number]];

/** Versions in memory, in the order of their coming, with whoever's token sent them as author. */
class PlainHub {
  readonly rows: (CasePutRequest & { seq: number; author: Actor })[] = [];
  refusing: AppError | null = null;
  loseReceipts = false;
  /** By title. */
  readonly refusals = new Map<string, AppError>();
  puts = 0;
  asked = 0;
  restless = false;
  history = 'a'.repeat(32);
  as(author: Actor): CaseHub {
    return {
      put: async (_token, version) => {
        this.puts++;
        const refusal = this.refusing ?? this.refusals.get(version.head.title);
        if (refusal) return { ok: false, error: refusal };
        const known = this.rows.find(({ id }) => id === version.id);
        const ofCase = this.rows.filter((row) => row.case === version.case).map(({ id }) => id);
        const { parents } = version.head;
        if (!known && (!parents.every((id) => ofCase.includes(id)) || (parents.length === 0) !== (ofCase.length === 0)))
          return fail('not_found');
        const seq = known?.seq ?? this.rows.push({ ...version, author, seq: this.rows.length + 1 });
        return this.loseReceipts ? fail('hub_unreachable') : ok({ seq });
      },
      changes: async (_token, after): Promise<Result<CaseChangesReply>> => {
        this.asked++;
        const versions = this.rows
          .filter(({ seq }) => seq > after)
          .map(({ seq, id, case: of, head, author }) => ({ seq, id, case: of, head, author }));
        const history = this.restless ? this.asked.toString(16).padStart(32, '0') : this.history;
        return ok({ versions, last: this.rows.length, history });
      },
      version: async (_token, id) => {
        const row = this.rows.find((one) => one.id === id);
        return row ? ok({ case: row.case, body: row.body }) : fail('not_found');
      },
    };
  }
}

export interface CaseScene {
  readonly folder: string;
  hub: PlainHub;
  online: boolean;
  /** What the slice calls `host` by now. */
  label: string;
  clock: number;
}

/** A fresh hub and folder for each test. */
export function useCaseScene(): CaseScene {
  const scene = { folder: '', hub: new PlainHub(), online: true, label: host.label, clock: 1_000 };
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'netgraph-cases-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    Object.assign(scene, { folder, hub: new PlainHub(), online: true, label: host.label });
  });
  return scene;
}

/** A person's desk on the scene's hub; the same person's once more is the same desk. */
export function caseDesk(
  scene: CaseScene,
  person: Actor,
  mayWrite = true,
  allowed: SliceSpec = WHOLE_SLICE,
): { cases: CaseDesk; notebook: Notebook } {
  const notebook = new Notebook({ file: join(scene.folder, `${person.subject}.notebook`), key: Buffer.alloc(32, 1), ordinal: 7 });
  onTestFinished(() => notebook.close());
  const cases = new CaseDesk({
    notebook,
    allowed,
    hub: scene.hub.as(person),
    token: () => (scene.online ? 'token' : null),
    person,
    mayWrite,
    read: async (ids) =>
      ok({
        nodes: graph.nodes
          .filter(({ id }) => ids.includes(id))
          .map((node) => (node.id === host.id ? { ...node, label: scene.label } : node)) as never,
        edges: graph.edges.filter(({ src, dst }) => ids.includes(src) && ids.includes(dst)) as never,
      }),
    now: () => scene.clock++,
    onChange: () => undefined,
  });
  onTestFinished(() => cases.close());
  return { cases, notebook };
}

export type Save = Parameters<CaseDesk['save']>[0];
export const canvas = viewSchema.parse({ nodes: [{ id: host.id, x: 1, y: 2, pinned: true, hidden: false }], selected: [], query: '' });
export const fields = (more: Partial<ActionInput<'cases.save'>> = {}): Save =>
  ({ case: null, parents: [], title: 'Beacon', status: { state: 'open' }, notes: 'first', canvas, evidence: [], ...more }) as Save;
export const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`);
  return result.value;
};
export const lines = async (cases: CaseDesk, fresh = true) => value(await cases.list(fresh)).cases;
