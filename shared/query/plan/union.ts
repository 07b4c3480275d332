/** The rows of the part before it, then those of the part behind it; without ALL, each row once. */
export interface Union {
  readonly op: 'union';
  readonly all: boolean;
  /** The first slot of the part behind it: a part has slots of its own, one behind the other. */
  readonly from: number;
}

export const union = (all: boolean, from: number): Union => Object.freeze({ op: 'union', all, from });
