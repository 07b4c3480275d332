/** The handlers of one domain of the contract, and what several of them answer with. */
import type { ActionName } from '../../shared/contract/index.ts';
import { ok } from '../../shared/errors.ts';
import type { Handlers } from '../gate/handlers.ts';
import type { DeskWindow } from '../shell/desk-window.ts';

export type Domain<Name extends ActionName> = Pick<Handlers<DeskWindow>, Name>;
export const done = () => ok({});
