/** The grammar of patterns: paths of nodes and edges, with what each says of itself. */
import type { IToken, ParserMethod } from 'chevrotain';
import * as t from './tokens.ts';
import type { EdgePattern, MapEntry, NodePattern, PathPattern } from './ast.ts';
import { edgeKind, hopsBetween, nodeKind, shortestOf } from './check.ts';
import { ExpressionGrammar } from './grammar-expression.ts';
import { placeOf, span, toName } from './place.ts';

type Body = Pick<PathPattern, 'nodes' | 'edges'>;

export class PatternGrammar extends ExpressionGrammar {
  /** A path, with its name if it has one, or the shortest that its ends allow. */
  protected readonly path: ParserMethod<[], PathPattern> = this.RULE('path', () => {
    let variable: IToken | null = null;
    let called: IToken | null = null;
    let close: IToken | null = null;
    this.OPTION(() => {
      variable = this.CONSUME(t.Identifier);
      this.CONSUME(t.Equal);
    });
    const body = this.OR([
      {
        ALT: () => {
          called = this.CONSUME2(t.Identifier);
          this.CONSUME(t.OpenRound);
          const inner = this.SUBRULE(this.walk);
          close = this.CONSUME(t.CloseRound);
          return inner;
        },
      },
      { ALT: () => this.SUBRULE2(this.walk) },
    ]);
    return this.ACTION((): PathPattern => {
      const whole = span(body.nodes[0]!.place, body.nodes.at(-1)!.place);
      const place = called && close ? placeOf(called, close) : whole;
      return { ...body, variable: variable && toName(variable), shortest: called && shortestOf(called, body), place };
    });
  });

  private readonly walk: ParserMethod<[], Body> = this.RULE('walk', () => {
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
}
