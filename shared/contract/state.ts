/**
 * What main tells a window, unasked: its whole state, small, each time that something changes. A window with a
 * context holds that customer's mark and no other name.
 */
import type { CustomerMark } from '../access/customer.ts';
import type { Role } from '../access/roles.ts';
import type { AppError } from '../errors.ts';
import type { Theme } from './device.ts';
import type { Exporting } from './export.ts';

export type Screen = 'starting' | 'unlock' | 'signIn' | 'floor' | 'switcher' | 'workbench' | 'audit';

export interface ContextState {
  readonly mark: CustomerMark;
  readonly role: Role;
  readonly ticket: string;
  /** The acting-as sentence. */
  readonly sentence: string;
  /** A customer's own person, as themselves. */
  readonly own: boolean;
  /** Unix ms. */
  readonly expiresAt: number;
  readonly leaseUntil: number | null;
  /** Rises each time that what this desk knows of cases has changed. */
  readonly cases: number;
  /** The export that is being made, or null. */
  readonly exporting: Exporting | null;
}

/** `none`: the slice is being opened; what is asked of it meanwhile waits. */
export interface SyncState {
  readonly phase: 'none' | 'counting' | 'building' | 'syncing' | 'ready' | 'failed';
  /** Records applied and to come, of the run that is under way. */
  readonly done: number;
  readonly total: number;
  /** The slice on this desk is as of this moment (Unix ms), or null. */
  readonly sliceAt: number | null;
  readonly error: AppError | null;
}

export interface WindowState {
  /** Rises with every change of person or customer; calls and replies of another epoch are dropped. */
  readonly epoch: number;
  readonly screen: Screen;
  readonly hub: { readonly online: boolean; readonly name: string; readonly retryAt: number | null; readonly demo: boolean };
  readonly signIn: { readonly phase: 'idle' | 'browser' | 'finishing'; readonly error: AppError | null };
  /** `passphrase`: one opens (or, the `first` time, seals) the keys; else they are in a keychain that does not give them. */
  readonly unlock: { readonly passphrase: boolean; readonly first: boolean; readonly error: AppError | null } | null;
  readonly person: { readonly name: string; readonly issuer: string; readonly home: 'mssp' | 'customer' } | null;
  readonly context: ContextState | null;
  readonly sync: SyncState;
  readonly audit: { readonly unsent: number; readonly writable: boolean };
  /** Why the last context ended, when it was not by leaving. */
  readonly ended: AppError | null;
  /** The page before this one failed: what is shown is as it was last kept. */
  readonly recovered: boolean;
  /** The person closes it: what is written is to be kept, and then the window to be closed. */
  readonly closing: boolean;
  readonly theme: Theme;
}
