/**
 * Why a line became no facts. Closed lists of fixed words, so that a table can count them and none can hold a line's
 * content. A connector that needs another word adds it here.
 */

/** The line is understood and says nothing about the graph. It is counted, and not kept. */
export const NOTHING_REASONS = {
  blank: 'the line is empty',
  header: 'a header or a comment of the format',
  'other log': 'of a log that says nothing about the graph',
  'other event': 'a kind of event that joins nothing that the graph has',
  'no ends': 'it names nothing to join: loopback addresses only, no names',
  failed: 'what it tells of was tried and did not happen',
  part: 'a part of an event that another line tells',
  'no reader': 'no connector reads this format',
} as const satisfies Readonly<Record<string, string>>;
export type NothingReason = keyof typeof NOTHING_REASONS;

/** The line is damaged or lacks what it is about. It is kept aside, sealed, with its number and this reason. */
export const MALFORMED_REASONS = [
  'the line is too long',
  'not a JSON object',
  'not a line of this format',
  'several records in one line',
  'cut off',
  'no header before it',
  'not as many columns as its header',
  'not a Windows event',
  'not a CloudTrail record',
  'no event id',
  'no host name',
  'no usable time',
  'no process',
  'no account',
  'no principal',
  'no address',
] as const;
export type MalformedReason = (typeof MALFORMED_REASONS)[number];
