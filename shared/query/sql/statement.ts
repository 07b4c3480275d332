/**
 * SQL is put together only here: the text from templates in this folder's source, every value a parameter. A store runs
 * nothing but a `Statement` that `isStatement` knows, so no SQL text can come from outside the planner.
 */
declare const brand: unique symbol;
export type SqlValue = string | number | Uint8Array | readonly string[] | readonly Uint8Array[];

export interface Fragment {
  readonly strings: readonly string[];
  readonly values: readonly (Fragment | SqlValue)[];
}

/** `sql` for PostgreSQL has `$1`…, for SQLite `?`. Parameters are in that order. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly [brand]: 'Statement';
}

const fragments = new WeakSet<object>();
const statements = new WeakSet<object>();

/** Template tag: a fragment is put in as it is, anything else becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...values: readonly (Fragment | SqlValue)[]): Fragment {
  return register({ strings: strings.slice(), values });
}

export function join(parts: readonly Fragment[], separator: Fragment): Fragment {
  const strings = ['', ...parts.slice(1).map(() => ''), ''];
  const values = parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
  return register({ strings: [...strings, ...parts.slice(1).map(() => '')], values });
}

/** An alias of our own: one of the letters that this folder uses, and a number. */
export function alias(letter: 'n' | 'e' | 'v' | 'b' | 'w', index: number): Fragment {
  if (!Number.isSafeInteger(index) || index < 0) throw new TypeError('an alias needs a number');
  return register({ strings: [`${letter}${index}`], values: [] });
}

function register(fragment: Fragment): Fragment {
  Object.freeze(fragment.strings);
  Object.freeze(fragment.values);
  fragments.add(Object.freeze(fragment));
  return fragment;
}

export function statement(dialect: 'postgres' | 'sqlite', fragment: Fragment): Statement {
  const parameters: SqlValue[] = [];
  let text = '';
  const write = (part: Fragment): void => {
    part.strings.forEach((piece, index) => {
      text += piece;
      if (index >= part.values.length) return;
      const value = part.values[index]!;
      if (fragments.has(value as object)) return write(value as Fragment);
      text += dialect === 'postgres' ? `$${place(value as SqlValue)}` : '?';
      if (dialect === 'sqlite') parameters.push(value as SqlValue);
    });
  };
  const place = (value: SqlValue): number => {
    const known = parameters.indexOf(value);
    return known >= 0 ? known + 1 : parameters.push(value);
  };
  write(fragment);
  const made = Object.freeze({ sql: text, parameters: Object.freeze(parameters) }) as unknown as Statement;
  statements.add(made);
  return made;
}

export function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && statements.has(value);
}
