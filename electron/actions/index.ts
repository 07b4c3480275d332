/** All handlers. The gate's type makes the table total: an action of the contract without one doesn't compile. */
import type { Handlers } from '../gate/handlers.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import { auditHandlers } from './audit.ts';
import { caseHandlers } from './cases.ts';
import { contextHandlers } from './context.ts';
import { deviceHandlers } from './device.ts';
import type { ActionDesk } from './domain.ts';
import { exportHandlers } from './export.ts';
import { floorHandlers } from './floor.ts';
import { graphHandlers } from './graph.ts';
import { identityHandlers } from './identity.ts';
import { notebookHandlers } from './notebook.ts';
import { viewHandlers } from './view.ts';

export function makeHandlers(desk: ActionDesk): Handlers<DeskWindow> {
  return Object.freeze({
    ...deviceHandlers(desk),
    ...identityHandlers(desk),
    ...floorHandlers(desk),
    ...contextHandlers(desk),
    ...graphHandlers(desk),
    ...viewHandlers(),
    ...notebookHandlers(desk),
    ...caseHandlers(),
    ...exportHandlers(desk),
    ...auditHandlers(desk),
  });
}
