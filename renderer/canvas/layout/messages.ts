/** What goes between the window and the worker that lays out. */
import type { PlainGraph } from './plain.ts';
import type { Laid, Layout } from './work.ts';

export type Told = { readonly layout: Layout; readonly graph: PlainGraph } | { readonly stop: true };
export type Said = { readonly part: number } | { readonly laid: Laid } | { readonly failed: true };
