/** Number columns that grow while a snapshot comes in. */
type Column = Uint8Array | Uint32Array;

/** The column, or a longer copy of it, so that `length` entries fit; new entries are `fill`. */
export function room<T extends Column>(column: T, length: number, fill: number): T {
  if (length <= column.length) return column;
  const made = new (column.constructor as new (length: number) => T)(Math.max(length, column.length * 2));
  made.fill(fill, column.length);
  made.set(column);
  return made;
}
