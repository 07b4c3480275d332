/** Saves versions of cases without end, with the hub away, and says each that was answered. For a test that kills it. */
import { CaseDesk } from '../../../electron/notebook/case-desk.ts';
import { Notebook } from '../../../electron/notebook/notebook.ts';
import { fail } from '../../../shared/errors.ts';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';

const away = async () => fail('hub_unreachable');
const notebook = new Notebook({ file: process.argv[2]!, key: Buffer.alloc(32, 1), ordinal: 7 });
const cases = new CaseDesk({
  notebook,
  allowed: WHOLE_SLICE,
  hub: { put: away, changes: away, version: away },
  token: () => null,
  person: { issuer: 'mssp', subject: 'dana', name: 'Dana' },
  mayWrite: true,
  read: async () => fail('slice_missing'),
  now: Date.now,
  onChange: () => undefined,
});

for (let n = 0, before: { case: string; version: string } | null = null; ; n++) {
  const on = before ? { case: before.case, parents: [before.version] } : { case: null, parents: [] };
  const title = `Version ${n}`;
  const saved = await cases.save({
    ...on,
    title,
    status: { state: 'open' },
    notes: 'x'.repeat(n),
    canvas: null,
    evidence: [],
    draft: null,
  });
  if (!saved.ok) throw new Error(saved.error.text);
  before = n % 5 === 4 ? null : saved.value;
  process.stdout.write(`${saved.value.version}\n`);
}
