/** What a page keeps before its customer is left: main throws the page away, and a page that goes may ask nothing any more. */
type Keep = () => Promise<unknown>;

let keep: Keep | null = null;

/** Says how to keep it. Returns the way to take that back. */
export function keepBeforeLeaving(how: Keep): () => void {
  keep = how;
  return () => {
    if (keep === how) keep = null;
  };
}

/** Resolves when what there was to keep has been kept, or could not be: leaving goes on either way. */
export async function beforeLeaving<T>(leave: () => Promise<T>): Promise<T> {
  await keep?.();
  return leave();
}
