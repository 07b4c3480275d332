/** What workstation and hub say to each other can't change in silence: each message's form is hashed, per version. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { canonicalBytes } from '../../../../shared/audit/canonical.ts';
import * as about from '../../../../shared/protocol/about.ts';
import * as auditlog from '../../../../shared/protocol/auditlog.ts';
import * as cases from '../../../../shared/protocol/cases.ts';
import * as error from '../../../../shared/protocol/error.ts';
import * as feed from '../../../../shared/protocol/feed.ts';
import * as floor from '../../../../shared/protocol/floor.ts';
import * as query from '../../../../shared/protocol/query.ts';
import * as records from '../../../../shared/protocol/records.ts';
import * as segment from '../../../../shared/protocol/segment.ts';
import * as slice from '../../../../shared/protocol/slice.ts';
import * as snapshot from '../../../../shared/protocol/snapshot.ts';
import * as token from '../../../../shared/protocol/token.ts';
import * as version from '../../../../shared/protocol/version.ts';
import * as wrap from '../../../../shared/protocol/wrap.ts';
import { packColumns, unpackColumns } from '../../../../shared/protocol/segment.ts';
import type { SegmentColumns } from '../../../../shared/protocol/segment.ts';
import { PROTOCOL_VERSION } from '../../../../shared/protocol/version.ts';

const MODULES = { about, auditlog, cases, error, feed, floor, query, records, segment, slice, snapshot, token, version, wrap };
const FOLDER = join(import.meta.dirname, '../../../../shared/protocol');

/** By version: each message, and the first 16 hex characters of the SHA-256 of its JSON Schema in canonical form. */
const SPOKEN: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  1: {
    'about.aboutSchema': '0d5c6c0cac39110c',
    'about.issuerRequestSchema': '6a28e957b25499b5',
    'about.issuerSchema': 'bf8ed81023f38ae5',
    'auditlog.auditReplySchema': '3027adea4e6e317d',
    'auditlog.auditRequestSchema': 'e9a0d0a119bb2285',
    'error.errorReplySchema': 'dc2a31adf1016b2b',
    'error.errorSchema': '837e69a77171caf8',
    'feed.bytes': 'be1c415fe300b9bc',
    'feed.cursorSchema': '8556531e1a54d2c4',
    'feed.feedNextRequestSchema': '009baddf66787a90',
    'feed.feedOpenReplySchema': '53208a69a0fe6e56',
    'feed.feedOpenRequestSchema': '7c71aa7f159f0916',
    'feed.segmentMessageSchema': '5aaa81df88292303',
    'feed.sliceSchema': 'd6f24b42a36d2365',
    'floor.floorSchema': 'e6b02c5fae11d05e',
    'query.hubQueryReplySchema': 'f40bdad3bd6331c6',
    'query.hubQueryRequestSchema': 'e49af991163b0421',
    'records.recordsReplySchema': '854e8c91af537a61',
    'records.recordsRequestSchema': '2f42ddd8775abf6e',
    'segment.segmentColumnsSchema': '68b27af414792379',
    'token.assumeRequestSchema': '6a4aa3b1e998c349',
    'token.contextReplySchema': '7dc790b0fb5734cf',
    'token.leaveReplySchema': '71fc596a20f27da3',
    'token.markSchema': '80596cf444695f2d',
    'token.sessionReplySchema': '7df82931ed236d06',
    'token.signInRequestSchema': '7c1d56ab66c165ca',
    'token.wrappedSchema': 'e703456dcea63635',
  },
  2: {
    'about.aboutSchema': '0d5c6c0cac39110c',
    'about.issuerRequestSchema': '6a28e957b25499b5',
    'about.issuerSchema': 'bf8ed81023f38ae5',
    'auditlog.auditReplySchema': '8c754472b239c7f9',
    'auditlog.auditRequestSchema': 'e9a0d0a119bb2285',
    'cases.caseChangesReplySchema': '1b9e932cdb0d4571',
    'cases.caseChangesRequestSchema': 'b5202f9981d341a3',
    'cases.casePutReplySchema': 'bba18169cf4015d7',
    'cases.casePutRequestSchema': 'e4ee98475fa447d3',
    'cases.caseVersionReplySchema': '951e7b2a9346bf87',
    'cases.caseVersionRequestSchema': '2d878e63b10bd364',
    'error.errorReplySchema': 'f5f24e0f10ba6840',
    'error.errorSchema': 'b36950691cea3a49',
    'feed.bytes': 'be1c415fe300b9bc',
    'feed.cursorSchema': '8556531e1a54d2c4',
    'feed.feedNextRequestSchema': '009baddf66787a90',
    'feed.feedOpenReplySchema': '5761fb07d8996dbe',
    'feed.feedOpenRequestSchema': '95e40ffd0449c625',
    'feed.segmentMessageSchema': '5aaa81df88292303',
    'floor.floorSchema': 'e6b02c5fae11d05e',
    'query.hubQueryReplySchema': 'd00cd28b5fad2f61',
    'query.hubQueryRequestSchema': 'e49af991163b0421',
    'records.recordsReplySchema': '854e8c91af537a61',
    'records.recordsRequestSchema': 'e381a45ea234fc75',
    'segment.segmentColumnsSchema': '68b27af414792379',
    'slice.sliceSchema': 'ea23ec5003b0153a',
    'snapshot.snapshotIdSchema': '0236860afcd5e810',
    'snapshot.snapshotOfferSchema': '2c08017d75145e24',
    'snapshot.snapshotRequestSchema': '72a0af18fd816361',
    'token.assumeRequestSchema': '6a4aa3b1e998c349',
    'token.contextReplySchema': 'bf02599e9ce1ddef',
    'token.leaveReplySchema': '71fc596a20f27da3',
    'token.markSchema': '80596cf444695f2d',
    'token.sessionReplySchema': '7df82931ed236d06',
    'token.signInRequestSchema': '7c1d56ab66c165ca',
    'token.wrappedSchema': 'e703456dcea63635',
  },
};
const SEGMENT_BYTES: Readonly<Record<number, string>> = { 1: 'dc87bfbc793c9137', 2: 'dc87bfbc793c9137' };

const WHAT_TO_DO =
  'The wire has changed. Raise PROTOCOL_VERSION, write in shared/protocol/version.ts why the new version came, and add its hashes here.';

function formOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    // Bytes have no JSON form: they are said to be bytes.
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'custom') jsonSchema.format = 'bytes';
    },
  });
}

function messages(): Record<string, z.ZodType> {
  const found: Record<string, z.ZodType> = {};
  for (const [file, exported] of Object.entries(MODULES))
    for (const [name, value] of Object.entries(exported)) if (value instanceof z.ZodType) found[`${file}.${name}`] = value;
  return found;
}

const hash = (value: unknown): string => createHash('sha256').update(canonicalBytes(value)).digest('hex').slice(0, 16);

test('no file of the protocol is left out', () => {
  expect(Object.keys(MODULES)).toEqual(
    readdirSync(FOLDER)
      .map((file) => file.replace('.ts', ''))
      .sort(),
  );
});

test('every message has the form that its version says', () => {
  const now = Object.fromEntries(Object.entries(messages()).map(([name, schema]) => [name, hash(formOf(schema))]));
  expect(Object.keys(now).length).toBeGreaterThan(20);
  expect(now, WHAT_TO_DO).toEqual(SPOKEN[PROTOCOL_VERSION]);
});

test('the hash sees a field that is added, a bound that is moved and bytes that are none any more', () => {
  const before = z.strictObject({ a: z.int().max(5), b: z.instanceof(Uint8Array) });
  const others = [
    before.extend({ c: z.string().optional() }),
    before.extend({ a: z.int().max(6) }),
    before.extend({ b: z.unknown() }),
    z.looseObject(before.shape),
  ];
  expect(new Set([before, ...others].map((schema) => hash(formOf(schema)))).size).toBe(others.length + 1);
});

test('a segment has the very bytes that its version says', () => {
  const columns: SegmentColumns = {
    v: 1,
    nodes: {
      id: new Uint8Array(32).fill(7),
      kind: Uint8Array.of(0, 3),
      label: ['WS-01', 'é'],
      firstSeen: [1_700_000_000_000, 1],
      lastSeen: [1_700_000_000_001, 2],
      count: [1, 2],
      props: ['{}', '{"a":[1]}'],
    },
    edges: {
      id: new Uint8Array(16).fill(1),
      kind: Uint8Array.of(4),
      src: new Uint8Array(16).fill(7),
      dst: new Uint8Array(16).fill(7),
      firstSeen: [1],
      lastSeen: [2],
      count: [3],
      props: ['{}'],
      times: ['[1,2]'],
    },
  };
  const packed = packColumns(columns);
  expect(createHash('sha256').update(packed).digest('hex').slice(0, 16), WHAT_TO_DO).toBe(SEGMENT_BYTES[PROTOCOL_VERSION]);
  expect(packColumns(unpackColumns(packed)).equals(packed)).toBe(true);
});
