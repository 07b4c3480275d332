/** Details: the chosen node or edge in full. All of it is telemetry: shown as text, escaped, defanged when copied. */
import { MousePointerClick } from 'lucide-react';
import type { EdgeRecord, NodeRecord } from '../../../shared/graph/records.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { EDGE_KINDS } from '../../../shared/graph/kinds.ts';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { countOf } from '../../canvas/kinds.ts';
import type { SceneEdge, SceneNode } from '../../canvas/scene.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { count, stamp } from '../../ui/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Text } from '../../ui/text.tsx';
import { CopyButton } from './copy.tsx';
import { Props } from './props.tsx';
import './details.css';

export interface DetailsProps {
  readonly nodes: readonly SceneNode[];
  readonly edge: SceneEdge | null;
  readonly nodeOf: (id: RecordId) => NodeRecord | undefined;
  /** Neighbours in the slice where they were counted, and drawn ones. */
  readonly neighbours: (id: RecordId) => { readonly drawn: number; readonly total: number | null };
  readonly onChoose: (id: string) => void;
}

export function Details({ nodes, edge, nodeOf, neighbours, onChoose }: DetailsProps) {
  const node = nodes.at(-1);
  return (
    <section className="details" aria-label="Details" data-region="details" tabIndex={0}>
      {edge ? (
        <EdgeDetails edge={edge} nodeOf={nodeOf} onChoose={onChoose} />
      ) : node?.group ? (
        <GroupDetails node={node} />
      ) : node?.records[0] ? (
        <NodeDetails record={node.records[0]} others={nodes.length - 1} pinned={node.pinned} neighbours={neighbours(node.records[0].id)} />
      ) : (
        <EmptyState icon={<MousePointerClick size={20} />} title="Nothing selected">
          Select a node or an edge to read it in full. Arrow keys walk among neighbours.
        </EmptyState>
      )}
    </section>
  );
}

interface NodeDetailsProps {
  readonly record: NodeRecord;
  readonly others: number;
  readonly pinned: boolean;
  readonly neighbours: { readonly drawn: number; readonly total: number | null };
}

function NodeDetails({ record, others, pinned, neighbours }: NodeDetailsProps) {
  return (
    <>
      <header className="details-head" data-detail={record.id}>
        <KindMark kind={record.kind} size={20} />
        <h2>
          <Text>{record.label}</Text>
        </h2>
        <CopyButton what="name" lines={[record.label]} />
        <p className="details-kind">
          {record.kind}
          {pinned && ' · pinned'}
          {others > 0 && ` · ${others} more selected`}
        </p>
      </header>
      <dl className="details-facts">
        <Fact name="First seen" value={stamp(record.firstSeen)} />
        <Fact name="Last seen" value={stamp(record.lastSeen)} />
        <Fact name="Events" value={count(record.count)} />
        <Fact
          name="Neighbours"
          value={`${count(neighbours.drawn)} drawn${neighbours.total === null ? '' : ` of ${count(neighbours.total)}`}`}
        />
      </dl>
      <Props props={record.props} id={record.id} />
      <p className="details-keys">
        <Kbd>E</Kbd> expand <Kbd>P</Kbd> pin <Kbd>H</Kbd> hide <Kbd>C</Kbd> collapse <Kbd>G</Kbd> group
      </p>
    </>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd className="mono">{value}</dd>
  </div>
);

function EdgeDetails({ edge, nodeOf, onChoose }: { readonly edge: SceneEdge } & Pick<DetailsProps, 'nodeOf' | 'onChoose'>) {
  return (
    <>
      <header className="details-head">
        <h2>{edge.records.length === 1 ? 'One relation' : `${count(edge.records.length)} relations`}</h2>
      </header>
      {edge.records.map((record) => (
        <Relation key={record.id} record={record} nodeOf={nodeOf} onChoose={onChoose} />
      ))}
    </>
  );
}

function Relation({ record, nodeOf, onChoose }: { readonly record: EdgeRecord } & Pick<DetailsProps, 'nodeOf' | 'onChoose'>) {
  const end = (id: RecordId) => {
    const node = nodeOf(id);
    return (
      <button type="button" className="details-end" onClick={() => onChoose(id)}>
        {node && <KindMark kind={node.kind} />}
        <span className="cut">
          <Text>{node?.label ?? ''}</Text>
        </span>
      </button>
    );
  };
  return (
    <article className="details-relation">
      {end(record.src)}
      <p className="details-verb">
        {EDGE_KINDS[record.kind].verb} <span className="mono muted">{record.kind}</span>
      </p>
      {end(record.dst)}
      <dl className="details-facts">
        <Fact name="First seen" value={stamp(record.firstSeen)} />
        <Fact name="Last seen" value={stamp(record.lastSeen)} />
        <Fact name="Times" value={count(record.count)} />
      </dl>
      <Props props={record.props} id={record.id} />
    </article>
  );
}

/** Members that a group lists. */
const LISTED = 200;

function GroupDetails({ node }: { readonly node: SceneNode }) {
  return (
    <>
      <header className="details-head">
        <KindMark kind={node.kind} size={20} />
        <h2>{countOf(node.kind, node.records.length)}</h2>
        <p className="details-kind">one node for all; G takes it apart</p>
      </header>
      <ul className="details-members">
        {node.records.slice(0, LISTED).map((record) => (
          <li key={record.id} className="cut">
            <Text>{record.label}</Text>
          </li>
        ))}
        {node.records.length > LISTED && <li className="muted">and {count(node.records.length - LISTED)} more</li>}
      </ul>
    </>
  );
}
