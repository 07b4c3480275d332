/** What a page keeps before its customer is left: main throws the page away, and a page that goes may ask nothing any more. */
type Keep = () => Promise<unknown>;

const keeps = new Set<Keep>();

/** Says how to keep it. Returns the way to take that back. */
export function keepBeforeLeaving(how: Keep): () => void {
  keeps.add(how);
  return () => void keeps.delete(how);
}

/** Resolves when what there was to keep has been kept, or could not be: leaving goes on either way. */
export async function beforeLeaving<T>(leave: () => Promise<T>): Promise<T> {
  await Promise.all([...keeps].map((keep) => keep()));
  return leave();
}
