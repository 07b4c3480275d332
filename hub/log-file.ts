/** The hub's structured log: a file in the data folder, for its owner only. It holds no token, key, password or content. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Logger } from 'pino';
import { scopeFields } from './request-scope.ts';

const FILE = 'hub.log';
const LARGEST = 20 * 1024 * 1024;

/** One older file is kept. */
export function openLog(dataFolder: string): Logger {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, FILE);
  if (existsSync(file) && statSync(file).size > LARGEST) renameSync(file, `${file}.1`);
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  return logTo(file);
}

export const logTo = (file: string): Logger =>
  pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, mixin: scopeFields }, pino.destination({ dest: file, sync: true }));
