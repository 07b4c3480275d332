/** Which tokens may follow a beginning, and in which rule: walked over the grammar as the parser itself holds it. */
import {
  Alternation,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  tokenMatcher,
} from 'chevrotain';
import type { Alternative, IProduction, IToken, TokenType } from 'chevrotain';

export interface Next {
  readonly type: TokenType;
  readonly rule: string;
}

/** What is still to come: the rest of a sequence, then the rest of what it stands in. Each is made once. */
interface Rest {
  readonly id: number;
  readonly rule: string;
  readonly items: readonly IProduction[];
  readonly at: number;
  readonly then: Rest | null;
}
interface Step extends Next {
  readonly rest: Rest | null;
}

export function nextTokens(start: Rule, tokens: readonly IToken[]): readonly Next[] {
  const made = new Map<string, Rest>();
  const lists = new Map<readonly IProduction[], number>();
  const restOf = (rule: string, items: readonly IProduction[], at: number, then: Rest | null): Rest | null => {
    if (at === items.length) return then;
    if (!lists.has(items)) lists.set(items, lists.size);
    const name = `${lists.get(items)!} ${at} ${then?.id ?? ''}`;
    const known = made.get(name) ?? { id: made.size, rule, items, at, then };
    made.set(name, known);
    return known;
  };
  /** Every token with which a rest may begin. */
  const begin = (from: Rest | null, seen: Set<Rest>, steps: Step[]): void => {
    if (from === null || seen.has(from)) return;
    seen.add(from);
    const item = from.items[from.at]!;
    const after = restOf(from.rule, from.items, from.at + 1, from.then);
    const go = (items: readonly IProduction[], then: Rest | null, rule = from.rule): void =>
      begin(restOf(rule, items, 0, then), seen, steps);
    if (item instanceof Terminal) steps.push({ type: item.terminalType, rule: from.rule, rest: after });
    else if (item instanceof NonTerminal) go(item.referencedRule.definition, after, item.referencedRule.name);
    else if (item instanceof Alternation) (item.definition as Alternative[]).forEach((each) => go(each.definition, after));
    else if (item instanceof Option || item instanceof Repetition) {
      // One of them comes again, the other does not.
      go(item.definition, item instanceof Repetition ? from : after);
      begin(after, seen, steps);
    } else {
      const [again, isNeeded] = loopOf(item);
      go(again.body, restOf(from.rule, again.more, 0, after));
      if (!isNeeded) begin(after, seen, steps);
    }
  };
  let rests: readonly (Rest | null)[] = [restOf(start.name, start.definition, 0, null)];
  const steps = (): Step[] => {
    const found: Step[] = [];
    const seen = new Set<Rest>();
    rests.forEach((rest) => begin(rest, seen, found));
    return found;
  };
  for (const token of tokens) rests = [...new Set(steps().flatMap(({ type, rest }) => (tokenMatcher(token, type) ? [rest] : [])))];
  return steps();
}

interface Loop {
  readonly body: readonly IProduction[];
  /** What may come any number of times behind the first. */
  readonly more: readonly IProduction[];
}
const loops = new WeakMap<IProduction, Loop>();

/** Repetitions of the other sorts: once, then the rest of them with what parts them; and whether there must be one. */
function loopOf(item: IProduction): [Loop, boolean] {
  const isNeeded = !(item instanceof RepetitionWithSeparator);
  const known = loops.get(item);
  if (known) return [known, isNeeded];
  const [definition, separator] = partsOf(item);
  const parting = separator ? [new Terminal({ terminalType: separator })] : [];
  const loop = { body: definition, more: [new Repetition({ definition: [...parting, ...definition] })] };
  loops.set(item, loop);
  return [loop, isNeeded];
}

function partsOf(item: IProduction): [IProduction[], TokenType | null] {
  if (item instanceof RepetitionMandatory) return [item.definition, null];
  if (item instanceof RepetitionWithSeparator) return [item.definition, item.separator];
  if (item instanceof RepetitionMandatoryWithSeparator) return [item.definition, item.separator];
  throw new TypeError('a production of an unknown sort');
}
