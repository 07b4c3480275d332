/** The registry: every action that a window can ask for. */
import type { z } from 'zod';
import { auditActions } from './audit.ts';
import { caseActions } from './cases.ts';
import { contextActions } from './context.ts';
import { deviceActions } from './device.ts';
import { exportActions } from './export.ts';
import { floorActions } from './floor.ts';
import { graphActions } from './graph.ts';
import { identityActions } from './identity.ts';
import { notebookActions } from './notebook.ts';
import { viewActions } from './view.ts';

export const ACTIONS = Object.freeze({
  ...deviceActions,
  ...identityActions,
  ...floorActions,
  ...contextActions,
  ...graphActions,
  ...viewActions,
  ...notebookActions,
  ...caseActions,
  ...exportActions,
  ...auditActions,
});
export type ActionName = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as readonly ActionName[];
export type ActionInput<Name extends ActionName> = z.input<(typeof ACTIONS)[Name]['input']>;
export type ActionParsed<Name extends ActionName> = z.output<(typeof ACTIONS)[Name]['input']>;
export type ActionOutput<Name extends ActionName> = z.output<(typeof ACTIONS)[Name]['output']>;
