/** Whether what the canvas's programs hold, thing by thing, is what sigma would put there if it laid out all of its graph anew. */
import type Sigma from 'sigma';
import type { Program } from 'sigma/rendering';
import type { Scene } from '../../renderer/canvas/scene.ts';

type Places = Readonly<Record<string, number>>;
/** Private in sigma's types alone. */
interface Inner {
  readonly nodePrograms: Readonly<Record<'shape', Program>>;
  readonly edgePrograms: Readonly<Record<'arrow', { readonly programs: readonly Program[] }>>;
  readonly nodeProgramIndex: Places;
  readonly edgeProgramIndex: Places;
  process(): void;
}

/** What is wrong, in words, ten at most; nothing when all is as it should be. Lays the graph out anew. */
export function wrongIn(sigma: Sigma, scene: Scene): readonly string[] {
  const graph = sigma.getGraph();
  const inner = sigma as unknown as Inner;
  const wrong: string[] = [];
  if (graph.order !== scene.nodes.size || graph.size !== scene.edges.size)
    wrong.push(`${graph.order} nodes and ${graph.size} edges of ${scene.nodes.size} and ${scene.edges.size}`);
  for (const { id, x, y } of scene.nodes.values())
    if (graph.getNodeAttribute(id, 'x') !== x || graph.getNodeAttribute(id, 'y') !== y) wrong.push(`${id} stands elsewhere`);
  const held = () => [
    ...rowsOf(inner.nodePrograms.shape, graph.nodes(), inner.nodeProgramIndex),
    ...inner.edgePrograms.arrow.programs.flatMap((program) => rowsOf(program, graph.edges(), inner.edgeProgramIndex)),
  ];
  const before = held();
  inner.process();
  const after = held();
  for (const [at, row] of before.entries()) if (row !== after[at]) wrong.push(`${row} is not ${after[at]}`);
  return wrong.slice(0, 10);
}

/** A program's length, and what it holds of each thing, without the number by which a picture would be asked. */
function rowsOf(program: Program, ids: readonly string[], places: Places): readonly string[] {
  const { array, capacity, STRIDE, ATTRIBUTES } = program;
  const names = ATTRIBUTES.flatMap(({ name, size, type }) =>
    Array.from({ length: type === WebGL2RenderingContext.UNSIGNED_BYTE ? size / 4 : size }, () => name),
  );
  const row = (id: string): string => {
    const start = places[id]! * STRIDE;
    // Colours are bytes in a float, which may be none.
    const values = new Uint32Array(array.slice(start, start + STRIDE).buffer).filter((_value, at) => names[at] !== 'a_id');
    return `${id} ${places[id]! < capacity}: ${values.join()}`;
  };
  return [`${capacity} of ${ids.length}`, ...ids.map(row)];
}
