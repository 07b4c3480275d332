/** The grammar of the subset (openCypher 9, in part). It only builds the AST; what the words mean is checked in `check.ts`. */
import type { IToken, ParserMethod } from 'chevrotain';
import * as t from './tokens.ts';
import type {
  Clause,
  Expression,
  Literal,
  MatchClause,
  OrderItem,
  ParameterUse,
  PathPattern,
  ProjectionClause,
  Query,
  ReturnItem,
  Union,
  UnwindClause,
} from './ast.ts';
import { PatternGrammar } from './grammar-pattern.ts';
import { placeOf, span, toName } from './place.ts';

class CypherParser extends PatternGrammar {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  parse(text: string, tokens: IToken[]): Query {
    this.text = text;
    this.input = tokens;
    return this.query();
  }

  private readonly query: ParserMethod<[], Query> = this.RULE('query', () => {
    const unions: Union[] = [];
    let explain = false;
    this.OPTION(() => {
      this.CONSUME(t.Explain);
      explain = true;
    });
    const parts = [this.SUBRULE(this.part)];
    this.MANY(() => {
      let all: IToken | null = null;
      const union = this.CONSUME(t.Union);
      this.OPTION2(() => (all = this.CONSUME(t.All)));
      this.ACTION(() => unions.push({ all: all !== null, place: placeOf(union, all ?? union) }));
      parts.push(this.SUBRULE2(this.part));
    });
    return this.ACTION(() => ({ text: this.text, explain, parts, unions }));
  });

  private readonly part: ParserMethod<[], Clause[]> = this.RULE('part', () => {
    const clauses: Clause[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => clauses.push(this.SUBRULE(this.match)) },
        { ALT: () => clauses.push(this.SUBRULE(this.unwind)) },
        { ALT: () => clauses.push(this.SUBRULE(this.with)) },
      ]),
    );
    clauses.push(this.SUBRULE(this.return));
    return clauses;
  });

  private readonly match: ParserMethod<[], MatchClause> = this.RULE('match', () => {
    const paths: PathPattern[] = [];
    let optional: IToken | null = null;
    let where: Expression | null = null;
    this.OPTION(() => (optional = this.CONSUME(t.Optional)));
    const match = this.CONSUME(t.Match);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => paths.push(this.SUBRULE(this.path)) });
    this.OPTION2(() => {
      this.CONSUME(t.Where);
      where = this.SUBRULE(this.expression);
    });
    return this.ACTION((): MatchClause => ({
      type: 'match',
      optional: optional !== null,
      paths,
      where,
      place: placeOf(optional ?? match, match),
    }));
  });

  private readonly unwind: ParserMethod<[], UnwindClause> = this.RULE('unwind', () => {
    const unwind = this.CONSUME(t.Unwind);
    const value = this.SUBRULE(this.expression);
    this.CONSUME(t.As);
    const variable = this.CONSUME(t.Identifier);
    return this.ACTION((): UnwindClause => ({ type: 'unwind', value, variable: toName(variable), place: placeOf(unwind, variable) }));
  });

  private readonly with: ParserMethod<[], ProjectionClause> = this.RULE('with', () => {
    let where: Expression | null = null;
    const word = this.CONSUME(t.With);
    const columns = this.SUBRULE(this.columns);
    this.OPTION(() => {
      this.CONSUME(t.Where);
      where = this.SUBRULE(this.expression);
    });
    return this.ACTION((): ProjectionClause => ({ type: 'with', ...columns, where, place: placeOf(word) }));
  });

  private readonly return: ParserMethod<[], ProjectionClause> = this.RULE('return', () => {
    const word = this.CONSUME(t.Return);
    const columns = this.SUBRULE(this.columns);
    return this.ACTION((): ProjectionClause => ({ type: 'return', ...columns, where: null, place: placeOf(word) }));
  });

  private readonly columns: ParserMethod<[], Omit<ProjectionClause, 'type' | 'where' | 'place'>> = this.RULE('columns', () => {
    const items: ReturnItem[] = [];
    const order: OrderItem[] = [];
    let distinct = false;
    let skip: ProjectionClause['skip'] = null;
    let limit: ProjectionClause['limit'] = null;
    this.OPTION(() => {
      this.CONSUME(t.Distinct);
      distinct = true;
    });
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.item)) });
    this.OPTION2(() => {
      this.CONSUME(t.OrderBy);
      this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => order.push(this.SUBRULE(this.orderItem)) });
    });
    this.OPTION3(() => {
      this.CONSUME(t.Skip);
      skip = this.SUBRULE(this.rows);
    });
    this.OPTION4(() => {
      this.CONSUME(t.Limit);
      limit = this.SUBRULE2(this.rows);
    });
    return this.ACTION(() => ({ distinct, items, order, skip, limit }));
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

  private readonly rows: ParserMethod<[], Literal | ParameterUse> = this.RULE('rows', () =>
    this.OR([
      { ALT: (): Literal | ParameterUse => this.SUBRULE(this.number) },
      { ALT: (): Literal | ParameterUse => this.SUBRULE(this.parameter) },
    ]),
  );
}

export const parser = new CypherParser();
