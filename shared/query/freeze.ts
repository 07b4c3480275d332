/** Plans, contexts and parameters are frozen to the bottom, so that what was checked is what runs. */
export function deepFreeze<T>(value: T): T {
  freezeAll(value, new Set());
  return value;
}

/** A frozen object may still hold one that is not: so each is visited, and only once. */
function freezeAll(value: unknown, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) return;
  seen.add(Object.freeze(value));
  if (Array.isArray(value)) return value.forEach((inner) => freezeAll(inner, seen));
  for (const key of Reflect.ownKeys(value)) freezeAll((value as Record<PropertyKey, unknown>)[key], seen);
}
