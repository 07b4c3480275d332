/** What each kind of plan answers: the outputs of the contract's actions, so that nothing is translated on the way. */
import type { z } from 'zod';
import type { QueryReply, graphActions } from '../contract/graph.ts';

export type Cypher = QueryReply;
export type Counts = z.output<(typeof graphActions)['graph.counts']['output']>;
export type Expansion = z.output<(typeof graphActions)['graph.expand']['output']>;
export type Path = z.output<(typeof graphActions)['graph.path']['output']>;
export type Records = z.output<(typeof graphActions)['graph.read']['output']>;
export type Joined = z.output<(typeof graphActions)['graph.join']['output']>;
export type Hits = z.output<(typeof graphActions)['graph.search']['output']>;
export type Timeline = z.output<(typeof graphActions)['graph.timeline']['output']>;
