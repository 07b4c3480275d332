/** What is asked, each question from the same random records, with what ours may take of a peer's time. */
import type { Graph } from '../graph.ts';
import type { Random } from '../random.ts';
import { random } from '../random.ts';
import { rounds } from '../asked.ts';
import type { Answer, Peer } from './peer.ts';

type Asked = Omit<Peer, 'close'>;

export interface Question {
  readonly name: string;
  /** One for each turn, and one more that does not count. */
  readonly puts: readonly ((who: Asked) => Promise<Answer | number | null>)[];
  /** By peer: the most that ours may take, as a part of its time. */
  readonly targets: Readonly<Partial<Record<string, number>>>;
}

export function questionsOf({ nodes, edges }: Graph): Question[] {
  const touched = [...new Set(edges.flatMap(({ src, dst }) => [src, dst]))];
  const numbers = new Map(nodes.map(({ id }, at) => [id, at]));
  const some = (next: Random): number => numbers.get(touched[Math.floor(next() * touched.length)]!)!;
  const label = (next: Random): string => nodes[Math.floor(next() * nodes.length)]!.label;
  const question = (
    name: string,
    usual: number,
    put: (next: Random) => Question['puts'][number],
    targets: Question['targets'] = {},
  ): Question => {
    const next = random(name.length);
    return { name, puts: Array.from({ length: rounds(usual) + 1 }, () => put(next)), targets };
  };
  return [
    question('neighbours in full', 100, (next) => {
      const node = some(next);
      return (who) => who.neighbours(node);
    }),
    question(
      '2 hops, ≤ 500 records in full',
      100,
      (next) => {
        const node = some(next);
        return (who) => who.walk(node, 2);
      },
      { LadybugDB: 0.1 },
    ),
    question('3 hops, ≤ 500 records in full', 40, (next) => {
      const node = some(next);
      return (who) => who.walk(node, 3);
    }),
    question('shortest path, ≤ 6 hops', 20, (next) => {
      const [from, to] = [some(next), some(next)];
      return (who) => (from === to ? Promise.resolve(null) : who.path(from, to));
    }),
    question('50 labels that begin so', 40, (next) => {
      const text = label(next).slice(0, -2);
      return (who) => who.labels('STARTS WITH', text);
    }),
    question('50 labels that contain it', 40, (next) => {
      const text = label(next).slice(-6);
      return (who) => who.labels('CONTAINS', text);
    }),
  ];
}
