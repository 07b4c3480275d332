/**
 * OCSF 1.x events (schema.ocsf.io), by class: network, HTTP and DNS activity, process, file, authentication, API activity,
 * detection findings. What of them the graph knows is read; everything else of an event is left alone. Field names are those
 * of version 1.3, which the later 1.x keep.
 */
import type { LineResult } from '../ingest/connector.ts';
import { firstText, textOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { jsonLines } from './json-lines.ts';
import { OCSF_CLASSES } from './ocsf-classes.ts';
import { newSighting } from './sighting.ts';
import { millisTime, timeOf } from './times.ts';

const isOcsf = (line: Fields): boolean =>
  /^\d{4,8}$/.test(textOf(line, 'class_uid')) &&
  Object.hasOwn(line, 'metadata') &&
  (Object.hasOwn(line, 'time') || Object.hasOwn(line, 'time_dt'));

export const ocsf = jsonLines({ name: 'ocsf', reads: 'OCSF 1.x events', is: isOcsf, read });

function read(line: Fields): LineResult {
  const id = textOf(line, 'class_uid');
  if (id === '') return { malformed: 'not a line of this format' };
  const reader = OCSF_CLASSES.get(Number(id));
  if (!reader) return { nothing: 'other event' };
  const text = firstText(line, 'time', 'time_dt');
  const time = millisTime(text) ?? timeOf(text);
  if (time === null) return { malformed: 'no usable time' };
  const sighting = newSighting();
  const result = reader(line, sighting, time);
  return result ?? sighting.joined(time);
}
