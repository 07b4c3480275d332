/** The grammar of expressions, from the loosest operator to a single value. */
import { EmbeddedActionsParser, tokenMatcher } from 'chevrotain';
import type { IToken, ParserMethod } from 'chevrotain';
import { AppFailure } from '../../errors.ts';
import * as t from './tokens.ts';
import type { CompareOperator, Expression, Literal, ParameterUse, Quantifier, TextOperator } from './ast.ts';
import { functionOf, isQuantifier, numberOf } from './check.ts';
import { junction, placeOf, span, toName } from './place.ts';
import { nameOf, stringOf } from './words.ts';

export class ExpressionGrammar extends EmbeddedActionsParser {
  protected text = '';

  constructor() {
    super(t.TOKENS, { maxLookahead: 2, recoveryEnabled: false });
  }

  protected readonly expression: ParserMethod<[], Expression> = this.RULE('expression', () => {
    const items: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Or, DEF: () => items.push(this.SUBRULE(this.xor)) });
    return this.ACTION(() => junction('or', items));
  });

  private readonly xor: ParserMethod<[], Expression> = this.RULE('xor', () => {
    const items: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Xor, DEF: () => items.push(this.SUBRULE(this.and)) });
    return this.ACTION(() => junction('xor', items));
  });

  private readonly and: ParserMethod<[], Expression> = this.RULE('and', () => {
    const items: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.And, DEF: () => items.push(this.SUBRULE(this.not)) });
    return this.ACTION(() => junction('and', items));
  });

  private readonly not: ParserMethod<[], Expression> = this.RULE('not', () => {
    const nots: IToken[] = [];
    this.MANY(() => nots.push(this.CONSUME(t.Not)));
    const operand = this.SUBRULE(this.comparison);
    return this.ACTION(() =>
      nots.reduceRight<Expression>((inner, not) => ({ type: 'not', operand: inner, place: span(placeOf(not), inner.place) }), operand),
    );
  });

  private readonly comparison: ParserMethod<[], Expression> = this.RULE('comparison', () => {
    const operands = [this.SUBRULE(this.test)];
    const operators: CompareOperator[] = [];
    this.MANY(() => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Equal) },
        { ALT: () => this.CONSUME(t.Different) },
        { ALT: () => this.CONSUME(t.AtMost) },
        { ALT: () => this.CONSUME(t.AtLeast) },
        { ALT: () => this.CONSUME(t.Less) },
        { ALT: () => this.CONSUME(t.More) },
      ]);
      operators.push(token.image as CompareOperator);
      operands.push(this.SUBRULE2(this.test));
    });
    return this.ACTION(() => {
      if (operators.length === 0) return operands[0]!;
      // A chain (1 < a.x < 3) is the conjunction of its links.
      const links = operators.map((operator, i): Expression => ({
        type: 'compare',
        operator,
        left: operands[i]!,
        right: operands[i + 1]!,
        place: span(operands[i]!.place, operands[i + 1]!.place),
      }));
      return junction('and', links);
    });
  });

  private readonly test: ParserMethod<[], Expression> = this.RULE('test', () => {
    let left = this.SUBRULE(this.reach);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const token = this.OR2([
              { ALT: () => this.CONSUME(t.StartsWith) },
              { ALT: () => this.CONSUME(t.EndsWith) },
              { ALT: () => this.CONSUME(t.Contains) },
            ]);
            const right = this.SUBRULE2(this.reach);
            this.ACTION(
              () =>
                (left = {
                  type: 'text',
                  operator: token.tokenType.name as TextOperator,
                  left,
                  right,
                  place: span(left.place, right.place),
                }),
            );
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.In);
            const right = this.SUBRULE3(this.reach);
            this.ACTION(() => (left = { type: 'in', left, right, place: span(left.place, right.place) }));
          },
        },
        {
          ALT: () => {
            let negated = false;
            this.CONSUME(t.Is);
            this.OPTION(() => {
              this.CONSUME(t.Not);
              negated = true;
            });
            const end = this.CONSUME(t.Null);
            this.ACTION(() => (left = { type: 'null', operand: left, negated, place: span(left.place, placeOf(end)) }));
          },
        },
      ]);
    });
    return left;
  });

  /** A value, and what is taken out of it: a property, an element, a part of a list. */
  private readonly reach: ParserMethod<[], Expression> = this.RULE('reach', () => {
    let value = this.SUBRULE(this.atom);
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const key = this.CONSUME(t.AnyName);
            this.ACTION(() => (value = { type: 'property', of: value, key: toName(key), place: span(value.place, placeOf(key)) }));
          },
        },
        {
          ALT: () => {
            let from: Expression | null = null;
            let dots: IToken | null = null;
            let to: Expression | null = null;
            const open = this.CONSUME(t.OpenSquare);
            this.OPTION(() => (from = this.SUBRULE(this.expression)));
            this.OPTION2(() => {
              dots = this.CONSUME(t.Dots);
              this.OPTION3(() => (to = this.SUBRULE2(this.expression)));
            });
            const close = this.CONSUME(t.CloseSquare);
            this.ACTION(() => (value = taken(value, from, dots, to, open, close)));
          },
        },
      ]),
    );
    return value;
  });

  private readonly atom: ParserMethod<[], Expression> = this.RULE('atom', () =>
    this.OR([
      { ALT: (): Expression => this.SUBRULE(this.number) },
      { ALT: (): Expression => this.SUBRULE(this.word) },
      { ALT: (): Expression => this.SUBRULE(this.parameter) },
      { ALT: (): Expression => this.SUBRULE(this.list) },
      { ALT: (): Expression => this.SUBRULE(this.call) },
      { ALT: (): Expression => this.SUBRULE(this.variable) },
      {
        ALT: (): Expression => {
          const open = this.CONSUME(t.OpenRound);
          const inner = this.SUBRULE(this.expression);
          const close = this.CONSUME(t.CloseRound);
          return this.ACTION(() => ({ ...inner, place: placeOf(open, close) }));
        },
      },
    ]),
  );

  private readonly variable: ParserMethod<[], Expression> = this.RULE('variable', () => {
    const name = this.CONSUME(t.Identifier);
    return this.ACTION((): Expression => ({ type: 'variable', name: nameOf(name.image), place: placeOf(name) }));
  });

  private readonly call: ParserMethod<[], Expression> = this.RULE('call', () => {
    const args: Expression[] = [];
    let through: Through | null = null;
    let star: IToken | null = null;
    let distinct: IToken | null = null;
    const name = this.CONSUME(t.Identifier);
    this.CONSUME(t.OpenRound);
    this.OR({
      DEF: [
        { GATE: () => isQuantifier(name) && this.goesThrough(), ALT: () => (through = this.SUBRULE(this.through)) },
        { ALT: () => (star = this.CONSUME(t.Star)) },
        {
          ALT: () => {
            this.OPTION(() => (distinct = this.CONSUME(t.Distinct)));
            this.MANY_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.expression)) });
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    const close = this.CONSUME(t.CloseRound);
    return this.ACTION((): Expression => {
      const place = placeOf(name, close);
      if (through) return { type: 'each', want: nameOf(name.image).toLowerCase() as Quantifier, ...(through as Through), place };
      return functionOf(name, { args, distinct, star, place });
    });
  });

  private readonly list: ParserMethod<[], Expression> = this.RULE('list', () => {
    const items: Expression[] = [];
    let through: Through | null = null;
    const open = this.CONSUME(t.OpenSquare);
    this.OR({
      DEF: [
        { GATE: () => this.goesThrough(), ALT: () => (through = this.SUBRULE(this.through)) },
        { ALT: () => this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) }) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    const close = this.CONSUME(t.CloseSquare);
    return this.ACTION((): Expression => {
      const place = placeOf(open, close);
      return through ? { type: 'each', want: 'list', ...(through as Through), place } : { type: 'list', items, place };
    });
  });

  /** `x IN list`, in the places where that goes through the list. */
  private goesThrough(): boolean {
    return tokenMatcher(this.LA(1), t.Identifier) && this.LA(2).tokenType === t.In;
  }

  private readonly through: ParserMethod<[], Through> = this.RULE('through', () => {
    let where: Expression | null = null;
    let value: Expression | null = null;
    const name = this.CONSUME(t.Identifier);
    this.CONSUME(t.In);
    const list = this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Where);
      where = this.SUBRULE2(this.expression);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Bar);
      value = this.SUBRULE3(this.expression);
    });
    return this.ACTION(() => ({ variable: toName(name), list, where, value }));
  });

  protected readonly parameter: ParserMethod<[], ParameterUse> = this.RULE('parameter', () => {
    const dollar = this.CONSUME(t.Dollar);
    const name = this.CONSUME(t.AnyName);
    return this.ACTION((): ParameterUse => ({ type: 'parameter', name: nameOf(name.image), place: placeOf(dollar, name) }));
  });

  protected readonly number: ParserMethod<[], Literal> = this.RULE('number', () => {
    let minus: IToken | null = null;
    this.OPTION(() => (minus = this.CONSUME(t.Minus)));
    const token = this.CONSUME(t.NumberText);
    return this.ACTION((): Literal => {
      const place = placeOf(minus ?? token, token);
      return { type: 'literal', value: numberOf(token.image, minus !== null, place), place };
    });
  });

  private readonly word: ParserMethod<[], Literal> = this.RULE('word', () => {
    const token = this.OR([
      { ALT: () => this.CONSUME(t.StringText) },
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.CONSUME(t.Null) },
    ]);
    return this.ACTION((): Literal => {
      const value =
        token.tokenType === t.StringText ? stringOf(token.image) : token.tokenType === t.Null ? null : token.tokenType === t.True;
      return { type: 'literal', value, place: placeOf(token) };
    });
  });
}

type Through = Pick<Extract<Expression, { type: 'each' }>, 'variable' | 'list' | 'where' | 'value'>;

/** `a['key']` is a property; any other index is an element of a list, or a part of one. */
function taken(
  of: Expression,
  from: Expression | null,
  dots: IToken | null,
  to: Expression | null,
  open: IToken,
  close: IToken,
): Expression {
  const place = span(of.place, placeOf(close));
  if (dots !== null) return { type: 'slice', of, from, to, place };
  if (from === null)
    throw new AppFailure('query_syntax', { text: 'An index is missing.', next: 'Write [0] for the first.', place: placeOf(open, close) });
  if (from.type === 'literal' && typeof from.value === 'string')
    return { type: 'property', of, key: { text: from.value, place: from.place }, place };
  return { type: 'index', of, at: from, place };
}
