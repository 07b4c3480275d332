/** One window of this desk: whose it is, which customer is open in it, and which renderer is its own now. */
import { ROLES } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Screen, WindowState } from '../../shared/contract/state.ts';
import type { AppError } from '../../shared/errors.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import { NOBODY } from '../audit/draft.ts';
import type { Subject } from '../audit/draft.ts';
import type { Context } from '../context/context.ts';
import type { GateWindow } from '../gate/handlers.ts';
import { sessionSubject } from '../identity/session.ts';
import type { Session } from '../identity/session.ts';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One renderer on the screen. */
export interface ShellWindow {
  /** The id by which its page's calls arrive. */
  readonly contents: number;
  /** Its page has run. */
  readonly loaded: Promise<void>;
  tell(state: WindowState): void;
  show(): void;
  focus(): void;
  bounds(): Bounds;
  setBounds(bounds: Partial<Bounds>): void;
  setTitle(title: string): void;
  /** Keeps the window out of screen shares, where the system can. */
  protect(on: boolean): void;
  destroy(): void;
  /** The person closes it. It stays until it is destroyed, where the system lets it. */
  onClosing(listener: () => void): void;
  onClosed(listener: () => void): void;
  /** Its page's process has ended, and not because the window did. */
  onFailed(listener: () => void): void;
}

export interface Shell {
  /** A hidden window with a blank page. */
  blank(): ShellWindow;
}

/** The windows in which one person is signed in; people side by side on one desk have a group each. */
export class Group {
  session: Session | null = null;
  signIn: WindowState['signIn'] = { phase: 'idle', error: null };
  abort: AbortController | null = null;
  /** A customer is being opened in one of these windows. */
  assuming = false;
}

export class DeskWindow implements GateWindow {
  readonly group: Group;
  /** A switcher's: the window that it was opened from. */
  readonly opener: DeskWindow | null;
  /** Grants that main has shown to this window: only these can be assumed from it. */
  readonly handed = new Set<GrantId>();
  shell: ShellWindow;
  epoch: number;
  screen: Screen;
  context: Context | null = null;
  ended: AppError | null = null;
  ready = false;
  /** Its page keeps what is written, and then asks to be closed. */
  closing = false;
  /** The page before this one failed. */
  recovered = false;
  /** When pages of this window failed, Unix ms. */
  failures: readonly number[] = [];

  constructor(group: Group, shell: ShellWindow, epoch: number, screen: Screen, opener: DeskWindow | null) {
    this.group = group;
    this.shell = shell;
    this.epoch = epoch;
    this.screen = screen;
    this.opener = opener;
  }

  get signedIn(): boolean {
    return this.group.session !== null;
  }

  get role(): Role | null {
    return this.context?.live ? this.context.facts.role : null;
  }

  get personSubject(): Subject {
    return this.group.session ? sessionSubject(this.group.session) : NOBODY;
  }

  get subject(): Subject {
    return this.context?.live ? this.context.subject : this.personSubject;
  }

  get title(): string {
    if (!this.context) return 'Netgraph';
    const { mark, role } = this.context.facts;
    return `${mark.name} · ${ROLES[role].title} — Netgraph`;
  }
}
