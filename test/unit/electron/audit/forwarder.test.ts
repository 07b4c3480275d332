/** The forwarder against an intake that checks chains as the hub does, over a line that fails in every way it can. */
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { NOBODY } from '../../../../electron/audit/draft.ts';
import { Forwarder } from '../../../../electron/audit/forwarder.ts';
import { Outbox } from '../../../../electron/audit/outbox.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import { EMPTY_CHAIN, checkNext } from '../../../../shared/audit/chain.ts';
import type { ChainHead } from '../../../../shared/audit/chain.ts';
import type { Envelope } from '../../../../shared/audit/record.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import type { Result } from '../../../../shared/errors.ts';
import type { DeviceId } from '../../../../shared/graph/ids.ts';
import type { RecordsReply } from '../../../../shared/protocol/records.ts';
import { newFolder, until } from '../../../support/desk.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey);

/** Takes a record once, in order; what it was sent before it passes over; anything else throws. */
class Intake {
  readonly taken: string[] = [];
  #head: ChainHead = EMPTY_CHAIN;

  take(envelopes: readonly Envelope[]): Result<RecordsReply> {
    for (const envelope of envelopes) {
      const checked = checkNext(envelope, publicKey, this.#head, this.#head);
      if (checked.ok) {
        this.#head = checked.deviceHead;
        this.taken.push(envelope.record.body.id);
      } else if (checked.fault !== 'replay') throw new Error(checked.fault);
    }
    return ok({ through: this.#head.seq });
  }
}

function outboxOf(records: number): { outbox: Outbox; add: () => string; ids: string[] } {
  const { folder, remove } = newFolder();
  const outbox = new Outbox({
    file: join(folder, 'outbox.db'),
    key: randomBytes(32),
    device: 'A'.repeat(43) as DeviceId,
    signer: privateKey,
    now: () => Date.now(),
  });
  onTestFinished(() => {
    outbox.close();
    remove();
  });
  const ids: string[] = [];
  const add = (): string => {
    const id = outbox.append({
      subject: NOBODY,
      phase: 'refusal',
      action: 'gate.unknown',
      of: null,
      result: 'bad_input',
      note: NOTHING,
      offline: false,
    });
    ids.push(id);
    return id;
  };
  for (let at = 0; at < records; at++) add();
  return { outbox, add, ids };
}

test('whatever the line does, every record arrives once and in order', async () => {
  const line = fc.array(fc.constantFrom('good', 'away', 'lost reply', 'refused', 'half'), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 700 }), line, async (records, faults) => {
      const { outbox, add, ids } = outboxOf(records);
      const intake = new Intake();
      const script = [...faults];
      const send = async (_token: string, envelopes: readonly Envelope[]): Promise<Result<RecordsReply>> => {
        const fault = script.shift() ?? 'good';
        if (ids.length < records + 5) add();
        if (fault === 'away') return fail('hub_unreachable');
        if (fault === 'refused') return fail('rate');
        if (fault === 'half') return intake.take(envelopes.slice(0, Math.ceil(envelopes.length / 2)));
        const reply = intake.take(envelopes);
        return fault === 'lost reply' ? fail('hub_unreachable') : reply;
      };
      const forwarder = new Forwarder({ outbox, tokens: () => ['token'], send, onChange: () => undefined });
      for (let tries = 0; outbox.unsent > 0 && tries < 60; tries++) await forwarder.drain();
      forwarder.stop();
      expect(outbox.unsent).toBe(0);
      expect(intake.taken).toEqual(ids);
    }),
    { numRuns: 12 },
  );
}, 60_000);

test('without anybody signed in records wait, and go out by themselves once somebody is', async () => {
  const { outbox, ids } = outboxOf(3);
  const intake = new Intake();
  const tokens: string[] = [];
  const forwarder = new Forwarder({
    outbox,
    tokens: () => tokens,
    send: async (_token, envelopes) => intake.take(envelopes),
    onChange: () => undefined,
  });
  onTestFinished(() => forwarder.stop());
  await forwarder.drain();
  expect(intake.taken).toEqual([]);
  tokens.push('token');
  forwarder.retryNow();
  await until(() => outbox.unsent === 0);
  expect(intake.taken).toEqual(ids);
});

test('after a failure it tries again by itself, and says why it waits', async () => {
  const { outbox } = outboxOf(2);
  const intake = new Intake();
  let away = true;
  const forwarder = new Forwarder({
    outbox,
    tokens: () => ['token'],
    send: async (_token, envelopes) => (away ? fail('device_suspended') : intake.take(envelopes)),
    onChange: () => undefined,
  });
  onTestFinished(() => forwarder.stop());
  await forwarder.drain();
  expect(forwarder.error?.code).toBe('device_suspended');
  expect(outbox.unsent).toBe(2);
  away = false;
  await until(() => outbox.unsent === 0);
  expect(forwarder.error).toBeNull();
});
