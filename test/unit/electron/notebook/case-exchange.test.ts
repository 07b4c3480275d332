/** Cases of a desk and its hub where things go wrong: refusals, a hub put back, a hostile one, later forms. */
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AppError } from '../../../../shared/errors.ts';
import { DANA, EVAN, caseDesk, fields, lines, useCaseScene, value } from '../../../support/case-desks.ts';

const scene = useCaseScene();
const LIMIT: AppError = { code: 'limit', text: 'Too many.', next: 'Begin another.' };
const titles = (): string[] => scene.hub.rows.map(({ head }) => head.title);

test('a version that the hub refuses locks nothing: what is saved on it stands on what the hub has, a first one begins the case', async () => {
  const dana = caseDesk(scene, DANA);
  scene.hub.refusals.set('Beacon', LIMIT);
  const one = value(await dana.cases.save(fields()));
  await dana.cases.sync();
  // Neither what was saved before it was known, nor what comes after, is refused in its turn.
  const two = value(await dana.cases.save(fields({ case: one.case, parents: [one.version], title: 'Two' })));
  await dana.cases.sync();
  expect([titles(), scene.hub.rows[0]?.head.parents]).toEqual([['Two'], []]);
  scene.hub.refusals.set('Three', LIMIT);
  const three = value(await dana.cases.save(fields({ case: one.case, parents: [two.version], title: 'Three' })));
  const four = value(await dana.cases.save(fields({ case: one.case, parents: [three.version], title: 'Four' })));
  expect(await dana.cases.sync()).toBeNull();
  expect(scene.hub.rows.at(-1)).toMatchObject({ id: four.version, head: { title: 'Four', parents: [two.version] } });
  // The same content once more, in place of the one that was refused.
  scene.hub.refusals.clear();
  const again = value(await dana.cases.save(fields({ case: one.case, parents: [three.version], title: 'Three', evidence: [] })));
  expect(again.version).not.toBe(three.version);
  await dana.cases.sync();
  expect(titles()).toEqual(['Two', 'Four', 'Three']);
  expect((await lines(dana.cases))[0]?.leaves).toHaveLength(2);
});

test('one version that the hub can not take now holds up nothing else, nor what others saved', async () => {
  const [dana, evan] = [caseDesk(scene, DANA), caseDesk(scene, EVAN)];
  scene.hub.refusals.set('Beacon', { code: 'internal', text: 'x', next: 'y' });
  const stuck = value(await dana.cases.save(fields()));
  value(await dana.cases.save(fields({ case: stuck.case, parents: [stuck.version], title: 'On it' })));
  value(await dana.cases.save(fields({ title: 'Another' })));
  value(await evan.cases.save(fields({ title: 'Theirs' })));
  await evan.cases.sync();
  expect(await dana.cases.sync()).toMatchObject({ code: 'internal' });
  expect(titles()).toEqual(['Theirs', 'Another']);
  expect((await lines(dana.cases)).map(({ leaves }) => leaves[0]?.head.title)).toContain('Theirs');
  scene.hub.refusals.clear();
  await dana.cases.sync();
  expect(titles()).toEqual(['Theirs', 'Another', 'Beacon', 'On it']);
});

test('what waits is sent by and by, with nobody asking; a desk where nobody works and nothing waits asks no more', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  scene.online = false;
  const dana = caseDesk(scene, DANA);
  value(await dana.cases.save(fields()));
  expect(await dana.cases.sync()).toMatchObject({ code: 'hub_unreachable' });
  scene.online = true;
  await vi.advanceTimersByTimeAsync(31_000);
  expect(titles()).toEqual(['Beacon']);
  expect(dana.cases.changes).toBeGreaterThan(0);
  scene.clock += 11 * 60_000;
  const asked = scene.hub.asked;
  await vi.advanceTimersByTimeAsync(300_000);
  expect(scene.hub.asked).toBe(asked);
});

test('a hub put back that was written to since: what is new there is learned, what it lost is sent again, and what others lost is said', async () => {
  const [dana, evan] = [caseDesk(scene, DANA), caseDesk(scene, EVAN)];
  const kept = value(await evan.cases.save(fields({ title: 'Kept' })));
  await evan.cases.sync();
  const theirs = value(await evan.cases.save(fields({ case: kept.case, parents: [kept.version], title: 'Lost of Evan' })));
  await evan.cases.sync();
  await dana.cases.sync();
  const mine = value(await dana.cases.save(fields({ case: kept.case, parents: [theirs.version], title: 'Mine' })));
  await dana.cases.sync();
  // Put back to after the first; then others write more than was lost.
  scene.hub.rows.splice(1);
  scene.hub.history = 'b'.repeat(32);
  const mallory = caseDesk(scene, { ...EVAN, subject: 'mallory', name: 'Mallory' });
  for (const title of ['New 1', 'New 2', 'New 3']) value(await mallory.cases.save(fields({ title })));
  await mallory.cases.sync();
  expect(await dana.cases.sync()).toBeNull();
  expect(titles()).toEqual(['Kept', 'New 1', 'New 2', 'New 3', 'Mine']);
  expect(scene.hub.rows.at(-1)).toMatchObject({ id: mine.version, head: { parents: [kept.version] } });
  expect(await lines(dana.cases)).toHaveLength(4);
  const states = value(dana.cases.open(kept.case)).versions.map(({ head, state }) => `${head.title} ${state}`);
  expect(states.sort()).toEqual(['Kept sent', 'Lost of Evan lost', 'Mine sent']);
  expect(await evan.cases.sync()).toBeNull();
  await dana.cases.sync();
  expect(titles().at(-1)).toBe('Lost of Evan');
  expect(
    (await lines(dana.cases))
      .find(({ id }) => id === kept.case)
      ?.leaves.map(({ id }) => id)
      .sort(),
  ).toEqual([mine.version, theirs.version].sort());
});

test.each(['itself', 'each other', 'another case', 'what never came'])(
  'a hub that says that versions stand on %s is refused, and cases are as they were',
  async (what) => {
    const dana = caseDesk(scene, DANA);
    const own = value(await dana.cases.save(fields()));
    await dana.cases.sync();
    const before = await lines(dana.cases);
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    const { head } = scene.hub.rows[0]!;
    const row = (id: string, seq: number, on: string[], of = c) => ({
      ...scene.hub.rows[0]!,
      id,
      seq,
      case: of,
      author: EVAN,
      head: { ...head, parents: on },
    });
    const bad = {
      itself: [row(a, 2, [a])],
      'each other': [row(a, 2, [b]), row(b, 3, [a])],
      'another case': [row(a, 2, [own.version])],
      'what never came': [row(a, 2, []), row(b, 3, [randomUUID()])],
    }[what]!;
    scene.hub.rows.push(...bad);
    expect(await dana.cases.sync()).toMatchObject({ code: 'hub_refused' });
    expect(await lines(dana.cases)).toEqual(before);
    dana.notebook.close();
    expect(await lines(caseDesk(scene, DANA).cases, false)).toEqual(before);
  },
);

test('a hub that changes its history with each answer is asked a few times and no more', async () => {
  const dana = caseDesk(scene, DANA);
  value(await dana.cases.save(fields()));
  await dana.cases.sync();
  const before = await lines(dana.cases);
  scene.hub.restless = true;
  const asked = scene.hub.asked;
  await dana.cases.sync();
  expect(scene.hub.asked - asked).toBeLessThan(4);
  expect(await lines(dana.cases, false)).toEqual(before);
  expect([titles(), scene.hub.puts]).toEqual([['Beacon'], 1]);
});

test('a canvas of a later form is carried on by a desk that does not know it', async () => {
  const [dana, evan] = [caseDesk(scene, DANA), caseDesk(scene, EVAN)];
  const later = { form: 9, scene: ['x'] };
  const one = value(await dana.cases.save(fields()));
  await dana.cases.sync();
  const row = scene.hub.rows[0]!;
  scene.hub.rows[0] = {
    ...row,
    body: JSON.stringify({ ...(JSON.parse(row.body) as object), canvas: later }),
    head: { ...row.head, drawn: 12 },
  };
  await evan.cases.sync();
  expect(value(await evan.cases.read(one.case, one.version)).content.canvas).toBeNull();
  value(await evan.cases.save(fields({ case: one.case, parents: [one.version], notes: 'second', canvas: null })));
  await evan.cases.sync();
  expect((JSON.parse(scene.hub.rows[1]!.body) as { canvas: unknown }).canvas).toEqual(later);
  expect(scene.hub.rows[1]!.head).toMatchObject({ drawn: 12, changed: { canvas: false, notes: true } });
});
