/**
 * A sync run as a table: each state × each event, so that a gap doesn't compile. SPEC.md says it in words. The machine
 * knows nothing of transport or store: it answers with the next state and with what is to be done.
 */
export const STATES = [
  'idle',
  'opening',
  'waiting',
  'readying',
  'filling',
  'installing',
  'preparing',
  'receiving',
  'overlapping',
  'holding',
  'lastInHand',
  'draining',
  'finishing',
  'done',
  'failed',
  'stopped',
] as const;
export type State = (typeof STATES)[number];

/**
 * start; opened: the hub said where to begin; unknown: it doesn't know our cursor, or has another snapshot by now; building: it
 * has a snapshot soon; again: it is time to ask once more; offered: it has one; prepared: the store is ready; filled: all of the
 * snapshot came; installed: it is the slice; more: a segment came and others follow; last: a segment came and none follows; applied: the store has the segment; finished:
 * the slice stands; lost: the hub or the desk failed, what was applied is good; spoiled: what came is not to be trusted;
 * stop: the run is not wanted any more.
 */
export const EVENTS = [
  'start',
  'opened',
  'unknown',
  'building',
  'again',
  'offered',
  'prepared',
  'filled',
  'installed',
  'more',
  'last',
  'applied',
  'finished',
  'lost',
  'spoiled',
  'stop',
] as const;
export type Event = (typeof EVENTS)[number];

/** open; openAnew: from nothing; wait; ready: begin the snapshot's file or go on with it; fill: all that it lacks; install: in the old one's place; prepare: begin or go on by segments; fetch: ask for one segment; apply: give the one in hand to the store; finish; drop: throw the begun snapshot away. */
export type Command = 'open' | 'openAnew' | 'wait' | 'ready' | 'fill' | 'install' | 'prepare' | 'fetch' | 'apply' | 'finish' | 'drop';

export interface Step {
  readonly to: State;
  readonly commands: readonly Command[];
}

/** `null`: this can't happen. `late`: it may come after the run has ended and changes nothing. */
type Cell = Step | 'late' | null;

const go = (to: State, ...commands: Command[]): Step => Object.freeze({ to, commands: Object.freeze(commands) });
const lost = go('failed');
const spoiled = go('failed', 'drop');
const stopped = go('stopped');
const ends = { lost, spoiled, stop: stopped } as const;
const never = {
  start: null,
  opened: null,
  unknown: null,
  building: null,
  again: null,
  offered: null,
  prepared: null,
  filled: null,
  installed: null,
  more: null,
  last: null,
  applied: null,
  finished: null,
} as const;
const over = {
  start: null,
  opened: 'late',
  unknown: 'late',
  building: 'late',
  again: 'late',
  offered: 'late',
  prepared: 'late',
  filled: 'late',
  installed: 'late',
  more: 'late',
  last: 'late',
  applied: 'late',
  finished: 'late',
  lost: 'late',
  spoiled: 'late',
  stop: 'late',
} as const;

export const TABLE: Readonly<Record<State, Readonly<Record<Event, Cell>>>> = Object.freeze({
  idle: { ...never, ...ends, start: go('opening', 'open') },
  opening: {
    ...never,
    ...ends,
    opened: go('preparing', 'prepare'),
    unknown: go('opening', 'openAnew'),
    building: go('waiting', 'wait'),
    offered: go('readying', 'ready'),
  },
  waiting: { ...never, ...ends, again: go('opening', 'open') },
  readying: { ...never, ...ends, prepared: go('filling', 'fill') },
  /** Chunks come and go into the store, a few at a time. A hub that offers what it then denies is asked again in a moment. */
  filling: { ...never, ...ends, filled: go('installing', 'install'), unknown: go('waiting', 'wait') },
  /** Then what has changed since, as increments. */
  installing: { ...never, ...ends, installed: go('opening', 'open') },
  preparing: { ...never, ...ends, prepared: go('receiving', 'fetch') },
  /** A segment is on its way, the store is idle. */
  receiving: { ...never, ...ends, more: go('overlapping', 'apply', 'fetch'), last: go('draining', 'apply') },
  /** A segment is on its way while the store applies the one before. */
  overlapping: { ...never, ...ends, applied: go('receiving'), more: go('holding'), last: go('lastInHand') },
  /** One segment in hand, one in the store: the hub waits. */
  holding: { ...never, ...ends, applied: go('overlapping', 'apply', 'fetch') },
  lastInHand: { ...never, ...ends, applied: go('draining', 'apply') },
  draining: { ...never, ...ends, applied: go('finishing', 'finish') },
  finishing: { ...never, ...ends, finished: go('done') },
  done: over,
  failed: over,
  stopped: over,
});

/** Null when the event is late. Throws for one that can't happen in this state: that is a bug of the caller. */
export function next(state: State, event: Event): Step | null {
  const cell = TABLE[state][event];
  if (cell === null) throw new Error(`a sync run can't have '${event}' while '${state}'`);
  return cell === 'late' ? null : cell;
}
