/** Times as the sources write them → Unix ms. */

/** 1990 and 2100: a time outside is a broken clock or an attack, and no time to sort by. */
const EARLIEST = 631_152_000_000;
const LATEST = 4_102_444_800_000;

/** Seconds since 1970, with a fraction, as number or text (Zeek). */
export function epochTime(text: string): number | null {
  if (!/^\d{9,11}(?:\.\d{1,12})?$/.test(text)) return null;
  return usable(Math.floor(Number(text) * 1_000));
}

/** Unix ms, as number or text (OCSF); what is too small for that is taken as seconds. */
export function millisTime(text: string): number | null {
  return /^\d{12,14}$/.test(text) ? usable(Number(text)) : epochTime(text);
}

/** null where no time of ours is that early or late. */
export const usable = (time: number): number | null => (time >= EARLIEST && time <= LATEST ? time : null);

const PATTERN = /^(\d{4})-(0\d|1[0-2])-([0-2]\d|3[01])[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** ISO 8601 or Sysmon's `2020-10-19 03:30:41.104`; without a zone it is taken as UTC. null when it is no usable time. */
export function timeOf(text: string): number | null {
  const parts = PATTERN.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = parts;
  // `Date.UTC` takes the year 99 for 1999, and the 31st of February for a day in March.
  const midnight = Date.UTC(+year!, +month! - 1, +day!);
  if (new Date(midnight).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return null;
  return usable(midnight + (+hour! * 3_600 + +minute! * 60 + +second!) * 1_000 + +fraction.padEnd(3, '0').slice(0, 3) - offset(zone));
}

function offset(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.replaceAll(/[^\d]/g, '');
  return (zone.startsWith('-') ? -1 : 1) * (+digits.slice(0, 2) * 60 + +digits.slice(2)) * 60_000;
}
