/**
 * SQL is put together only here: the text from templates in this folder's source, every value a parameter. A store runs
 * nothing but a `Statement` that `isStatement` knows, so no SQL text can come from outside the planner.
 */
declare const brand: unique symbol;
export type SqlValue = string | number | Uint8Array | readonly string[] | readonly Uint8Array[];

export interface Fragment {
  readonly strings: readonly string[];
  readonly values: readonly (Fragment | Parameter | SqlValue)[];
}

/** A value that keeps one number wherever a PostgreSQL statement repeats it. */
export interface Parameter {
  readonly value: SqlValue;
}

/** `sql` for PostgreSQL has `$1`…, for SQLite `?`. Parameters are in that order. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly [brand]: 'Statement';
}

const fragments = new WeakSet<object>();
const repeated = new WeakSet<object>();
const statements = new WeakSet<object>();

/** Template tag: a fragment is put in as it is, anything else becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...values: readonly (Fragment | Parameter | SqlValue)[]): Fragment {
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

export function parameter(value: SqlValue): Parameter {
  const made = Object.freeze({ value });
  repeated.add(made);
  return made;
}

/** `first` are the parameters that come first, whether the text names them early or late (the tenant is always `$1`). */
export function statement(dialect: 'postgres' | 'sqlite', fragment: Fragment, first: readonly Parameter[] = []): Statement {
  const parameters: SqlValue[] = [];
  const numbers = new Map<Parameter, number>();
  const number = (value: SqlValue | Parameter): number => {
    if (!repeated.has(value as object)) return parameters.push(value as SqlValue);
    const known = numbers.get(value as Parameter) ?? parameters.push((value as Parameter).value);
    numbers.set(value as Parameter, known);
    return known;
  };
  let text = '';
  const write = (part: Fragment): void => {
    part.strings.forEach((piece, index) => {
      text += piece;
      if (index >= part.values.length) return;
      const value = part.values[index]!;
      if (fragments.has(value as object)) return write(value as Fragment);
      if (dialect === 'postgres') text += `$${number(value as SqlValue | Parameter)}`;
      else {
        text += '?';
        parameters.push(repeated.has(value as object) ? (value as Parameter).value : (value as SqlValue));
      }
    });
  };
  first.forEach(number);
  write(fragment);
  const made = Object.freeze({ sql: text, parameters: Object.freeze(parameters) }) as unknown as Statement;
  statements.add(made);
  return made;
}

export function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && statements.has(value);
}
