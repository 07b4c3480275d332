/** Nodes by label: the whole label, then its beginning; ASCII case does not count. */
export interface Search {
  readonly op: 'search';
  readonly text: string;
}

export const searchFor = (text: string): Search => Object.freeze({ op: 'search', text });
