/** The notebook of a context: opened, held to what the grant allows, and closed. Without one the graph can still be read. */
import { existsSync } from 'node:fs';
import { permits } from '../../shared/access/roles.ts';
import { fail } from '../../shared/errors.ts';
import { WHOLE_SLICE, isWithin } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { Clock } from '../clock.ts';
import { CaseDesk } from '../notebook/case-desk.ts';
import { destroyAside, destroyNotebook } from '../notebook/file.ts';
import { Notebook } from '../notebook/notebook.ts';
import type { CaseHub } from '../sync/transport.ts';
import type { Context } from './context.ts';

export interface NotebooksOptions {
  readonly hub: CaseHub;
  readonly clock: Clock;
  readonly online: () => boolean;
  readonly onChange: (context: Context) => void;
  /** Records of cases have left the desk, since the grant allows this part. */
  readonly onCleared: (context: Context, allowed: SliceSpec) => void;
}

export class Notebooks {
  readonly #options: NotebooksOptions;

  constructor(options: NotebooksOptions) {
    this.#options = options;
  }

  open(context: Context, file: string, keyOf: () => Buffer): void {
    const { ordinal, allowed } = context.facts;
    try {
      context.notebook = new Notebook({ file, key: keyOf(), ordinal });
    } catch {
      // What needs a notebook says that there is none.
    }
    this.#hold(context, file, allowed, () => (context.cases = this.#casesOf(context)));
    void context.cases?.sync().catch(() => undefined);
  }

  /** Records of cases leave the desk where the grant allows a part of the graph, and come back where it allows the whole. */
  allow(context: Context, file: string, allowed: SliceSpec): void {
    this.#hold(context, file, allowed, () => context.cases?.allow(allowed));
    void context.cases?.sync().catch(() => undefined);
  }

  close(context: Context): void {
    context.cases?.close();
    context.notebook?.close();
    context.cases = context.notebook = null;
  }

  /** Where records can't be taken out of a notebook that may not hold them, it goes as a whole. */
  #hold(context: Context, file: string, allowed: SliceSpec, apply: () => void): void {
    const part = !isWithin(WHOLE_SLICE, allowed);
    let held = part && !context.notebook && existsSync(file);
    try {
      held ||= part && (context.notebook?.cases.cases().length ?? 0) > 0;
      apply();
    } catch {
      this.close(context);
    }
    if (!part) return;
    if (context.notebook) destroyAside(file);
    else destroyNotebook(file);
    if (held) this.#options.onCleared(context, allowed);
  }

  #casesOf(context: Context): CaseDesk | null {
    const { hub, clock, online, onChange } = this.#options;
    const { notebook, person } = context;
    if (!notebook) return null;
    return new CaseDesk({
      notebook,
      allowed: context.facts.allowed,
      hub,
      token: () => (online() ? context.facts.token : null),
      person,
      mayWrite: permits(context.facts.role, 'case.write'),
      read: async (ids) => (await context.slice?.ask('graph.read', { ids })) ?? fail('slice_missing'),
      now: () => clock.now(),
      onChange: () => onChange(context),
    });
  }
}
