/** The rows of the part before it, then those of the part behind it; without ALL, each row once. */
export interface Union {
  readonly op: 'union';
  readonly all: boolean;
}

export const union = (all: boolean): Union => Object.freeze({ op: 'union', all });
