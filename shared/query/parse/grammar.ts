/** The grammar of the subset (openCypher 9, in part). It only builds the AST; what the words mean is checked in `check.ts`. */
import { EmbeddedActionsParser } from 'chevrotain';
import type { IToken, ParserMethod } from 'chevrotain';
import * as t from './tokens.ts';
import type {
  CompareOperator,
  EdgePattern,
  Expression,
  Literal,
  MapEntry,
  NodePattern,
  OrderItem,
  ParameterUse,
  PathPattern,
  Query,
  ReturnItem,
  TextOperator,
} from './ast.ts';
import { edgeKind, hopsBetween, nodeKind, numberOf } from './check.ts';
import { junction, placeOf, span, toName } from './place.ts';
import { nameOf, stringOf } from './words.ts';

class CypherParser extends EmbeddedActionsParser {
  private text = '';

  constructor() {
    super(t.TOKENS, { maxLookahead: 2, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  parse(text: string, tokens: IToken[]): Query {
    this.text = text;
    this.input = tokens;
    return this.query();
  }

  private readonly query: ParserMethod<[], Query> = this.RULE('query', () => {
    const paths: PathPattern[] = [];
    const items: ReturnItem[] = [];
    const order: OrderItem[] = [];
    let where: Expression | null = null;
    let limit: Query['limit'] = null;
    this.CONSUME(t.Match);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => paths.push(this.SUBRULE(this.path)) });
    this.OPTION(() => {
      this.CONSUME(t.Where);
      where = this.SUBRULE(this.expression);
    });
    this.CONSUME(t.Return);
    this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.item)) });
    this.OPTION2(() => {
      this.CONSUME(t.OrderBy);
      this.AT_LEAST_ONE_SEP3({ SEP: t.Comma, DEF: () => order.push(this.SUBRULE(this.orderItem)) });
    });
    this.OPTION3(() => {
      this.CONSUME(t.Limit);
      limit = this.SUBRULE(this.limit);
    });
    return this.ACTION(() => ({ text: this.text, paths, where, items, order, limit }));
  });

  private readonly path: ParserMethod<[], PathPattern> = this.RULE('path', () => {
    const nodes = [this.SUBRULE(this.node)];
    const edges: EdgePattern[] = [];
    this.MANY(() => {
      edges.push(this.SUBRULE(this.edge));
      nodes.push(this.SUBRULE2(this.node));
    });
    return { nodes, edges };
  });

  private readonly node: ParserMethod<[], NodePattern> = this.RULE('node', () => {
    const labels: IToken[] = [];
    let variable: IToken | null = null;
    let properties: MapEntry[] = [];
    const open = this.CONSUME(t.OpenRound);
    this.OPTION(() => (variable = this.CONSUME(t.Identifier)));
    this.OPTION2(() => {
      this.CONSUME(t.Colon);
      this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: () => labels.push(this.CONSUME(t.AnyName)) });
    });
    this.OPTION3(() => (properties = this.SUBRULE(this.map)));
    const close = this.CONSUME(t.CloseRound);
    return this.ACTION(() => ({
      variable: variable && toName(variable),
      kinds: labels.length > 0 ? labels.map((label) => nodeKind(toName(label))) : null,
      properties,
      place: placeOf(open, close),
    }));
  });

  private readonly edge: ParserMethod<[], EdgePattern> = this.RULE('edge', () => {
    let inward: IToken | null = null;
    let outward: IToken | null = null;
    let detail: Pick<EdgePattern, 'variable' | 'kinds' | 'properties' | 'hops'> = {
      variable: null,
      kinds: null,
      properties: [],
      hops: null,
    };
    this.OPTION(() => (inward = this.CONSUME(t.Less)));
    const open = this.CONSUME(t.Minus);
    this.OPTION2(() => (detail = this.SUBRULE(this.detail)));
    const close = this.CONSUME2(t.Minus);
    this.OPTION3(() => (outward = this.CONSUME(t.More)));
    return this.ACTION((): EdgePattern => {
      const direction = (inward === null) === (outward === null) ? 'both' : inward === null ? 'out' : 'in';
      return { ...detail, direction, place: placeOf(inward ?? open, outward ?? close) };
    });
  });

  private readonly detail: ParserMethod<[], Pick<EdgePattern, 'variable' | 'kinds' | 'properties' | 'hops'>> = this.RULE('detail', () => {
    const types: IToken[] = [];
    let variable: IToken | null = null;
    let hops: EdgePattern['hops'] = null;
    let properties: MapEntry[] = [];
    this.CONSUME(t.OpenSquare);
    this.OPTION(() => (variable = this.CONSUME(t.Identifier)));
    this.OPTION2(() => {
      this.CONSUME(t.Colon);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Bar,
        DEF: () => {
          this.OPTION3(() => this.CONSUME2(t.Colon));
          types.push(this.CONSUME(t.AnyName));
        },
      });
    });
    this.OPTION4(() => (hops = this.SUBRULE(this.hops)));
    this.OPTION5(() => (properties = this.SUBRULE(this.map)));
    this.CONSUME(t.CloseSquare);
    return this.ACTION(() => ({
      variable: variable && toName(variable),
      kinds: types.length > 0 ? types.map((type) => edgeKind(toName(type))) : null,
      hops,
      properties,
    }));
  });

  private readonly hops: ParserMethod<[], NonNullable<EdgePattern['hops']>> = this.RULE('hops', () => {
    let min: IToken | null = null;
    let dots: IToken | null = null;
    let max: IToken | null = null;
    const star = this.CONSUME(t.Star);
    this.OPTION(() => (min = this.CONSUME(t.NumberText)));
    this.OPTION2(() => {
      dots = this.CONSUME(t.Dots);
      this.OPTION3(() => (max = this.CONSUME2(t.NumberText)));
    });
    return this.ACTION(() => hopsBetween(min, dots !== null, max, placeOf(star, max ?? dots ?? min ?? star)));
  });

  private readonly map: ParserMethod<[], MapEntry[]> = this.RULE('map', () => {
    const entries: MapEntry[] = [];
    this.CONSUME(t.OpenCurly);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const key = this.CONSUME(t.AnyName);
        this.CONSUME(t.Colon);
        const value = this.SUBRULE(this.expression);
        this.ACTION(() => entries.push({ key: toName(key), value }));
      },
    });
    this.CONSUME(t.CloseCurly);
    return entries;
  });

  private readonly item: ParserMethod<[], ReturnItem> = this.RULE('item', () => {
    let alias: IToken | null = null;
    const value = this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.As);
      alias = this.CONSUME(t.AnyName);
    });
    return this.ACTION(() => {
      const name = alias && toName(alias);
      const written = this.text.slice(value.place.offset, value.place.offset + value.place.length);
      return { value, column: name?.text ?? written, alias: name, place: name ? span(value.place, name.place) : value.place };
    });
  });

  private readonly orderItem: ParserMethod<[], OrderItem> = this.RULE('orderItem', () => {
    let descending = false;
    const value = this.SUBRULE(this.expression);
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(t.Ascending) },
        {
          ALT: () => {
            this.CONSUME(t.Descending);
            descending = true;
          },
        },
      ]),
    );
    return this.ACTION(() => ({ value, descending, place: value.place }));
  });

  private readonly limit: ParserMethod<[], Literal | ParameterUse> = this.RULE('limit', () =>
    this.OR([
      { ALT: (): Literal | ParameterUse => this.SUBRULE(this.number) },
      { ALT: (): Literal | ParameterUse => this.SUBRULE(this.parameter) },
    ]),
  );

  private readonly expression: ParserMethod<[], Expression> = this.RULE('expression', () => {
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
    let left = this.SUBRULE(this.atom);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const token = this.OR2([
              { ALT: () => this.CONSUME(t.StartsWith) },
              { ALT: () => this.CONSUME(t.EndsWith) },
              { ALT: () => this.CONSUME(t.Contains) },
            ]);
            const right = this.SUBRULE2(this.atom);
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
            const right = this.SUBRULE3(this.atom);
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

  private readonly atom: ParserMethod<[], Expression> = this.RULE('atom', () =>
    this.OR([
      { ALT: (): Expression => this.SUBRULE(this.number) },
      { ALT: (): Expression => this.SUBRULE(this.word) },
      { ALT: (): Expression => this.SUBRULE(this.parameter) },
      { ALT: (): Expression => this.SUBRULE(this.list) },
      { ALT: (): Expression => this.SUBRULE(this.reference) },
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

  private readonly reference: ParserMethod<[], Expression> = this.RULE('reference', () => {
    let key: IToken | null = null;
    let written = false;
    let end: IToken | null = null;
    const variable = this.CONSUME(t.Identifier);
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            key = end = this.CONSUME(t.AnyName);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.OpenSquare);
            key = this.CONSUME(t.StringText);
            written = true;
            end = this.CONSUME(t.CloseSquare);
          },
        },
      ]),
    );
    return this.ACTION((): Expression => {
      const name = toName(variable);
      if (key === null) return { type: 'variable', name: name.text, place: name.place };
      const text = written ? stringOf((key as IToken).image) : nameOf((key as IToken).image);
      return { type: 'property', variable: name, key: { text, place: placeOf(key) }, place: placeOf(variable, end!) };
    });
  });

  private readonly list: ParserMethod<[], Expression> = this.RULE('list', () => {
    const items: Expression[] = [];
    const open = this.CONSUME(t.OpenSquare);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
    const close = this.CONSUME(t.CloseSquare);
    return this.ACTION((): Expression => ({ type: 'list', items, place: placeOf(open, close) }));
  });

  private readonly parameter: ParserMethod<[], ParameterUse> = this.RULE('parameter', () => {
    const dollar = this.CONSUME(t.Dollar);
    const name = this.CONSUME(t.AnyName);
    return this.ACTION((): ParameterUse => ({ type: 'parameter', name: nameOf(name.image), place: placeOf(dollar, name) }));
  });

  private readonly number: ParserMethod<[], Literal> = this.RULE('number', () => {
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

export const parser = new CypherParser();
