/** The outbox: chained, signed, durable, only ever added to. */
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NOBODY } from '../../../../electron/audit/draft.ts';
import type { Draft, Subject } from '../../../../electron/audit/draft.ts';
import { Outbox } from '../../../../electron/audit/outbox.ts';
import { Recorder } from '../../../../electron/audit/recorder.ts';
import { UnlockNotes } from '../../../../electron/audit/unlock-notes.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import type { AuditId, ContextId, DeviceId, GrantId, SessionId, TenantId } from '../../../../shared/graph/ids.ts';
import { CHAIN_START } from '../../../../shared/audit/record.ts';
import { verifyRecord } from '../../../../shared/audit/canonical.ts';
import { allEnvelopes, closings, verified } from '../../../support/chain.ts';
import { newFolder } from '../../../support/desk.ts';

const A = '11111111-1111-4111-8111-111111111111' as TenantId;
const B = '22222222-2222-4222-8222-222222222222' as TenantId;
const device = 'A'.repeat(43) as DeviceId;
const person = { issuer: 'mssp', subject: 'dana', name: 'Dana' };

const inside = (tenant: TenantId): Subject => ({
  actor: person,
  session: '55555555-5555-4555-8555-555555555555' as SessionId,
  as: { tenant, role: 'investigator', grant: '33333333-3333-4333-8333-333333333333' as GrantId },
  context: '66666666-6666-4666-8666-666666666666' as ContextId,
  sentence: `Dana in ${tenant}`,
});
const intent = (subject: Subject, text: string | null = null): Draft => ({
  subject,
  phase: 'intent',
  action: 'graph.search',
  of: null,
  result: null,
  note: { targets: [], text },
  offline: false,
});

function setUp() {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const { privateKey: signer } = generateKeyPairSync('ed25519');
  const key = randomBytes(32);
  const file = join(folder, 'outbox.db');
  const open = (): Outbox => {
    const outbox = new Outbox({ file, key: Buffer.from(key), device, signer, now: () => Date.now() });
    onTestFinished(() => outbox.close());
    return outbox;
  };
  return { folder, file, signer, key, open };
}

describe('one record that the hub could not take would hold back all others', () => {
  test('so it is not written, and what asked for it does not run', () => {
    const { signer, open } = setUp();
    const outbox = open();
    outbox.append(intent(inside(A)));
    const wrong: Partial<Draft>[] = [
      { time: Date.UTC(10_000, 0, 1) },
      { time: -1e14 },
      { action: 'no action' },
      { id: '0190F5B0-0000-7000-8000-000000000000' as AuditId },
      { note: { targets: ['\ud800'], text: null } },
      { subject: { ...inside(A), actor: { ...person, name: 'x'.repeat(201) } } },
    ];
    for (const one of wrong) expect(() => outbox.append({ ...intent(inside(A)), ...one }), JSON.stringify(one)).toThrow();
    outbox.append(intent(inside(A)));
    expect(verified(allEnvelopes(outbox), signer)).toHaveLength(2);
  });

  test('nor made of a line that somebody wrote into the notes, which no key protects', () => {
    const { folder, signer, open } = setUp();
    const file = join(folder, 'before-unlock');
    const notes = new UnlockNotes(file, () => Date.now());
    const honest = notes.append({ ...intent(NOBODY), action: 'identity.unlock' });
    const note = { id: '0190f5b0-0000-7000-8000-000000000000', phase: 'outcome', action: 'identity.unlock', of: null, result: 'ok' };
    const lines = [
      { ...note, count: null, time: 1e18 },
      { ...note, count: null, time: 253_402_300_800_000 },
      { ...note, count: null, time: -1 },
      { ...note, count: -1, time: 1 },
      { ...note, count: null, time: 1, action: 'no action' },
      { ...note, count: null, time: 1, id: note.id.toUpperCase() },
      { ...note, count: null, time: 1, of: 'F'.repeat(8) + note.id.slice(8) },
    ];
    for (const line of lines) appendFileSync(file, `${JSON.stringify(line)}\n`);
    const recorder = new Recorder({ notes: new UnlockNotes(file, () => Date.now()), offline: () => false, onWritten: () => undefined });
    const outbox = open();
    recorder.adopt(outbox);
    const bodies = verified(allEnvelopes(outbox), signer);
    expect(bodies.map(({ phase, result }) => [phase, result])).toEqual([
      ['intent', null],
      ['outcome', 'interrupted'],
    ]);
    expect(bodies[0]!.id).toBe(honest);
    const far = new UnlockNotes(file, () => Date.UTC(10_000, 0, 1));
    expect(() => far.append(intent(NOBODY))).toThrow();
  });
});

describe('the outbox', () => {
  test('keeps one chain for the device and one for each customer, and goes on with both after a start', () => {
    const { signer, open } = setUp();
    const first = open();
    for (const subject of [NOBODY, inside(A), inside(B), inside(A)]) first.append(intent(subject));
    first.close();
    const again = open();
    again.append(intent(inside(B)));
    const bodies = verified(allEnvelopes(again), signer);
    expect(bodies.map(({ chain }) => [chain.tenant, chain.seq])).toEqual([
      [null, 1],
      [A, 1],
      [B, 1],
      [A, 2],
      [B, 2],
    ]);
    expect(bodies.filter(({ chain }) => chain.prev === CHAIN_START)).toHaveLength(3);
  });

  test('holds no plain text in its files, and does not open with another key', () => {
    const { file, signer, open } = setUp();
    const outbox = open();
    outbox.append(intent(inside(A), 'canary-7f3a-needle'));
    const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
    expect(bytes.includes('canary-7f3a')).toBe(false);
    expect(bytes.includes('graph.search')).toBe(false);
    expect(statSync(file).mode & 0o077).toBe(0);
    const copy = `${file}.copy`;
    outbox.close();
    copyFileSync(file, copy);
    expect(() => new Outbox({ file: copy, key: randomBytes(32), device, signer, now: () => 0 })).toThrow('Nothing runs unrecorded');
  });

  test('drops free text once the hub has taken the record, and the record still verifies', () => {
    const { signer, open } = setUp();
    const outbox = open();
    outbox.append(intent(inside(A), 'who ran mimikatz'));
    outbox.append(intent(inside(A), 'who else'));
    expect(outbox.own(person, null, null, 10).records.map(({ text, sent }) => [text, sent])).toEqual([
      ['who else', false],
      ['who ran mimikatz', false],
    ]);
    outbox.taken(1);
    expect(outbox.unsent).toBe(1);
    expect(outbox.own(person, null, null, 10).records.map(({ text, sent }) => [text, sent])).toEqual([
      ['who else', false],
      [null, true],
    ]);
    const [sent] = outbox.batch(1, 0);
    expect(sent?.text).toBeNull();
    expect(verifyRecord(sent!.record, createPublicKey(signer))).toBe(true);
    expect(outbox.batch(10).map(({ link }) => link.seq)).toEqual([2]);
  });

  test("keeps no free text in the MSSP's own chain", () => {
    const { open } = setUp();
    const outbox = open();
    outbox.append(intent({ ...inside(A), as: null, context: null }, 'ticket 4711'));
    expect(outbox.batch(1)[0]?.text).toBeNull();
  });

  test("a customer's window reads only what was done in that customer", () => {
    const { open } = setUp();
    const outbox = open();
    for (const subject of [inside(A), inside(B), { ...inside(A), as: null, context: null }]) outbox.append(intent(subject));
    expect(outbox.own(person, A, null, 10)).toMatchObject({ total: 1, records: [{ body: { as: { tenant: A } } }] });
    expect(outbox.own(person, null, null, 10).total).toBe(3);
    expect(outbox.own({ ...person, subject: 'evan' }, null, null, 10).total).toBe(0);
  });

  test('sends at most a batch, in order, and never more bytes than the hub reads', () => {
    const { open } = setUp();
    const outbox = open();
    for (let at = 0; at < 300; at++) outbox.append(intent(inside(A), 'x'.repeat(4_000)));
    const batch = outbox.batch(256);
    expect(batch.map(({ link }) => link.seq)).toEqual(batch.map((_, at) => at + 1));
    expect(batch.length).toBeLessThan(150);
    expect(JSON.stringify({ envelopes: batch }).length).toBeLessThan(1_000_000);
  });
});

describe('the recorder', () => {
  const recorderOn = (folder: string): { recorder: Recorder; notes: UnlockNotes } => {
    const notes = new UnlockNotes(join(folder, 'notes'), () => Date.now());
    return { notes, recorder: new Recorder({ notes, offline: () => true, onWritten: () => undefined }) };
  };

  test('closes at the next start what never got its outcome, once', () => {
    const { folder, signer, open } = setUp();
    const before = open();
    const left = before.append(intent(inside(A)));
    before.close();
    for (const _ of [1, 2]) {
      const outbox = open();
      recorderOn(folder).recorder.adopt(outbox);
      const bodies = verified(allEnvelopes(outbox), signer);
      expect(bodies).toHaveLength(2);
      expect(bodies[1]).toMatchObject({ phase: 'outcome', of: left, result: 'interrupted', as: { tenant: A } });
      outbox.close();
    }
  });

  test('a note that a crash cut off takes no other with it', () => {
    const { folder } = setUp();
    const file = join(folder, 'notes');
    const before = new UnlockNotes(file, () => 1_000);
    before.append(intent(NOBODY));
    appendFileSync(file, '\n{"id":"0193');
    const after = new UnlockNotes(file, () => 2_000);
    after.append(intent(NOBODY));
    expect(after.drafts().map(({ time }) => time)).toEqual([1_000, 2_000]);
  });

  test('what a killed run had begun at the lock is closed at this start; what this run began is not', () => {
    const { folder, signer, open } = setUp();
    const file = join(folder, 'notes');
    new UnlockNotes(file, () => 1_000).append(intent(NOBODY));
    const recorder = new Recorder({ notes: new UnlockNotes(file, () => 2_000), offline: () => true, onWritten: () => undefined });
    const begun = recorder.intent(NOBODY, 'identity.unlock', NOTHING);
    if (!begun.ok) throw new Error('not noted');
    const outbox = open();
    recorder.adopt(outbox);
    recorder.outcome(NOBODY, 'identity.unlock', begun.value, 'ok');
    expect(closings(verified(allEnvelopes(outbox), signer))).toEqual([
      { action: 'graph.search', result: 'interrupted' },
      { action: 'identity.unlock', result: 'ok' },
    ]);
  });

  test('what was tried before the outbox was open becomes records, with its own time, once', () => {
    const { folder, signer, open } = setUp();
    const { recorder, notes } = recorderOn(folder);
    const tried = recorder.intent(NOBODY, 'identity.unlock', NOTHING);
    if (!tried.ok) throw new Error('not written');
    recorder.outcome(NOBODY, 'identity.unlock', tried.value, 'passphrase');
    const saved = notes.drafts();
    const outbox = open();
    recorder.adopt(outbox);
    expect(closings(verified(allEnvelopes(outbox), signer))).toEqual([{ action: 'identity.unlock', result: 'passphrase' }]);
    expect(notes.drafts()).toEqual([]);
    for (const draft of saved) expect(outbox.has(draft.id as AuditId)).toBe(true);
  });
});
