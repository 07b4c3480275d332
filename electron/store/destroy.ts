/** Forgetting a slice. Its key is forgotten elsewhere, and that is what makes it unreadable; this frees the disk. */
import { removeSlice } from './files.ts';

/** Removes the slice's file and everything beside it. Close its store first. What was never there is no error. */
export function destroySlice(file: string): void {
  removeSlice(file);
}
