/** Times, ages and counts as people read them. Moments are Unix ms; clock times are UTC. */

const two = (value: number): string => String(value).padStart(2, '0');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `186,000`. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** `04:12`. */
export function clock(moment: number): string {
  const at = new Date(moment);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** `2026-03-01`. */
export const day = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** `2026-03-01 04:12:07`. */
export const stamp = (moment: number): string => new Date(moment).toISOString().slice(0, 19).replace('T', ' ');

/** `04:12` of today, else `2026-03-01 04:12`. */
export const asOf = (moment: number, now: number): string => (day(moment) === day(now) ? clock(moment) : `${day(moment)} ${clock(moment)}`);

/** `under a minute`, `12 min`, `3 h`, `2 d`. Never negative. */
export function age(ms: number): string {
  if (ms < MINUTE) return 'under a minute';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** What is left: `59:07` (minutes and seconds) below an hour, else `61 h 20 min`. Rounded up, so that 0 is over. */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds <= 3600) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/** Hours and minutes of a lease: `61:20`. */
export function hours(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
