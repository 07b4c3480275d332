/**
 * What somebody asks of a bench beside its name, by environment, so that every process that a bench starts hears it too:
 * `NETGRAPH_BENCH_NODES=2000 npm run bench -- traverse`. Figures of another size are no evidence for the targets.
 */
const given = (name: string): string | undefined => process.env[`NETGRAPH_BENCH_${name}`];

export const asked = (name: 'NODES' | 'EDGES' | 'FLOOR_MS', usual: number): number => Number(given(name) ?? usual);

/** How often something is measured, where nobody asks for fewer (`NETGRAPH_BENCH_ROUNDS`). */
export const rounds = (usual: number): number => Math.min(usual, Number(given('ROUNDS') ?? usual));

/** Workstations of each step of the load (`NETGRAPH_BENCH_FLOORS=10,280`), and which PostgreSQL is under its hub. */
export const floors = (usual: readonly number[]): readonly number[] => given('FLOORS')?.split(',').map(Number) ?? usual;
export const postgres = (): string => given('POSTGRES') ?? 'embedded 18';
