import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENTS, STATES, TABLE, next } from '../../../../electron/sync/machine.ts';
import type { Command, Event, State } from '../../../../electron/sync/machine.ts';

const OVER: readonly State[] = ['done', 'failed', 'stopped'];
const running = STATES.filter((state) => !OVER.includes(state));

/** A hub and a store that answer in any order: which events can come, given what was asked for and not yet answered. */
interface World {
  readonly state: State;
  readonly open: boolean;
  readonly wait: boolean;
  readonly ready: boolean;
  readonly fill: boolean;
  readonly install: boolean;
  readonly prepare: boolean;
  readonly fetch: boolean;
  readonly apply: boolean;
  readonly finish: boolean;
  /** Segments that came and were not given to the store. */
  readonly hand: number;
}

const ANSWERS: Readonly<Record<Exclude<Command, 'openAnew' | 'drop'>, readonly Event[]>> = {
  open: ['opened', 'unknown', 'building', 'offered'],
  wait: ['again'],
  ready: ['prepared'],
  fill: ['filled', 'unknown'],
  install: ['installed'],
  prepare: ['prepared'],
  fetch: ['more', 'last'],
  apply: ['applied'],
  finish: ['finished'],
};

function after(world: World, event: Event): World {
  const came = { ...world, hand: world.hand + (event === 'more' || event === 'last' ? 1 : 0) };
  for (const [what, events] of Object.entries(ANSWERS)) if (events.includes(event)) Object.assign(came, { [what]: false });
  const step = next(world.state, event);
  if (!step) return came;
  return step.commands.reduce<World>((then, command) => carried(then, command), { ...came, state: step.to });
}

function carried(world: World, command: Command): World {
  if (command === 'drop') return world;
  if (command === 'apply') {
    expect([world.hand, world.apply], 'one segment in hand, and none in the store').toEqual([1, false]);
    return { ...world, apply: true, hand: 0 };
  }
  const what = command === 'openAnew' ? 'open' : command;
  expect(world[what], `${command} asked for twice`).toBe(false);
  return { ...world, [what]: true };
}

describe('the table of a sync run', () => {
  test('has a cell for each state and each event, and nothing else', () => {
    expect(Object.keys(TABLE)).toEqual([...STATES]);
    for (const state of STATES) expect(Object.keys(TABLE[state]).sort()).toEqual([...EVENTS].sort());
  });

  test('names only states and commands that exist', () => {
    const cells = STATES.flatMap((state) => EVENTS.map((event) => TABLE[state][event]));
    for (const cell of cells) if (cell && cell !== 'late') expect(STATES).toContain(cell.to);
  });

  test('ends from every running state on lost, spoiled and stop; only spoiled drops what was begun', () => {
    for (const state of running) {
      expect(TABLE[state].lost).toEqual({ to: 'failed', commands: [] });
      expect(TABLE[state].spoiled).toEqual({ to: 'failed', commands: ['drop'] });
      expect(TABLE[state].stop).toEqual({ to: 'stopped', commands: [] });
    }
  });

  test('changes nothing any more once a run is over', () => {
    for (const state of OVER) for (const event of EVENTS) expect(TABLE[state][event]).toBe(event === 'start' ? null : 'late');
  });

  test('refuses what can not happen, by name', () => {
    expect(() => next('idle', 'applied')).toThrow("can't have 'applied' while 'idle'");
  });

  test('holds for every order of answers: no question twice, no segment lost, never more than one in hand', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1_000)), fc.boolean(), (choices, ends) => {
        const nothing = Object.fromEntries(Object.keys(ANSWERS).map((what) => [what, false])) as Omit<World, 'state' | 'hand'>;
        let world: World = { state: 'idle', hand: 0, ...nothing };
        world = after(world, 'start');
        for (let steps = 0; steps < 60 && !OVER.includes(world.state); steps++) {
          const possible = Object.entries(ANSWERS).flatMap(([what, events]) => (world[what as keyof World] ? events : []));
          expect(possible.length, `stuck while ${world.state}`).toBeGreaterThan(0);
          const choice = choices.next().value!;
          const event =
            ends && choice % 17 === 0 ? (['lost', 'spoiled', 'stop'] as const)[choice % 3]! : possible[choice % possible.length]!;
          world = after(world, event);
          expect(world.hand).toBeLessThanOrEqual(1);
        }
        if (world.state === 'done') expect([world.hand, world.fetch, world.apply]).toEqual([0, false, false]);
      }),
      { numRuns: 500 },
    );
  });

  test('reaches every state', () => {
    const reached = new Set<State>(['idle']);
    for (let grew = true; grew;) {
      const size = reached.size;
      for (const state of [...reached])
        for (const event of EVENTS) {
          const cell = TABLE[state][event];
          if (cell && cell !== 'late') reached.add(cell.to);
        }
      grew = reached.size > size;
    }
    expect([...reached].sort()).toEqual([...STATES].sort());
  });
});
