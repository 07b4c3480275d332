/** The handlers of one domain of the contract, what they need of the desk, and what several of them answer with. */
import type { ActionName } from '../../shared/contract/index.ts';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { ExportOptions } from '../export/export.ts';
import type { Handlers } from '../gate/handlers.ts';
import type { SignIns } from '../identity/sign-ins.ts';
import type { Local } from '../local.ts';
import type { People } from '../people.ts';
import type { Settings } from '../settings.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import type { DeskWindows } from '../shell/desk-windows.ts';

export type Domain<Name extends ActionName> = Pick<Handlers<DeskWindow>, Name>;

/** The desk as actions see it. `local` and `signIns` throw `keychain` before the keys are open. */
export interface ActionDesk {
  readonly windows: DeskWindows;
  readonly people: People;
  readonly local: Local;
  readonly signIns: SignIns;
  readonly settings: Settings;
  readonly exports: ExportOptions;
  /** Unix ms. */
  now(): number;
  unlock(passphrase: string): Promise<Result<Record<string, never>>>;
  /** `asked`: a person wanted it. Resolves when the window shows what this person sees without a customer. */
  leave(window: DeskWindow, asked: boolean): Promise<void>;
}

export const done = () => ok({});
