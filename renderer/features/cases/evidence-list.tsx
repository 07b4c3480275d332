/** Evidence: what is kept as it was, and what is taken and goes in with the next save. All of it is hostile text. */
import { Crosshair, X } from 'lucide-react';
import type { Evidence } from '../../../shared/contract/cases.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { IconButton } from '../../ui/button.tsx';
import { count, stamp } from '../../ui/format.ts';
import { escapeText } from '../../ui/escape.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Text } from '../../ui/text.tsx';
import { addRecords } from '../workbench/verbs.ts';
import type { Workbench } from '../workbench/store.ts';
import { write } from './store.ts';
import type { Draft } from './draft.ts';
import type { Cases } from './store.ts';
import { evidenceWords } from './words.ts';

interface EvidenceListProps {
  readonly bench: Workbench;
  readonly cases: Cases;
  readonly draft: Draft;
  readonly mayWrite: boolean;
  /** A save is under way, which takes the words as they are. */
  readonly busy: boolean;
}

const recordsOf = ({ record }: Evidence): RecordId[] => (record.form === 'node' ? [record.node.id] : [record.src.id, record.dst.id]);

export function EvidenceList({ bench, cases, draft, mayWrite, busy }: EvidenceListProps) {
  const { kept, taken } = draft;
  const remove = (piece: Evidence): void => write(cases, { kept: kept.filter((one) => one !== piece) });
  return (
    <section className="case-part" aria-label="Evidence">
      <h3>Evidence ({count(kept.length + taken.length)})</h3>
      {kept.length + taken.length === 0 && (
        <p className="small muted">
          Select a record and press <Kbd>A</Kbd>: it is kept as it is now.
        </p>
      )}
      <ul className="evidence" data-evidence={kept.length + taken.length}>
        {taken.map((piece, at) => (
          <li key={`${piece.id} ${at}`} className="evidence-piece" data-taken>
            <span className="evidence-what">
              <Text>{piece.words}</Text>
            </span>
            <input
              className="ui-input"
              aria-label={`Why ${escapeText(piece.words)}`}
              placeholder="Why it matters"
              value={piece.why}
              maxLength={LIMITS.freeText}
              readOnly={busy}
              onChange={(event) => write(cases, { taken: taken.map((one) => (one === piece ? { ...one, why: event.target.value } : one)) })}
            />
            <IconButton
              label="Leave it out"
              icon={<X size={14} />}
              size="small"
              onClick={() => write(cases, { taken: taken.filter((one) => one !== piece) })}
            />
          </li>
        ))}
        {kept.map((piece) => (
          <li key={piece.id} className="evidence-piece">
            <span className="evidence-what">
              <KindMark kind={piece.record.form === 'node' ? piece.record.node.kind : piece.record.src.kind} />{' '}
              <Text>{evidenceWords(piece)}</Text>
            </span>
            <span className="small muted">
              <Text>{piece.by}</Text> · {stamp(piece.at).slice(0, 16)}
              {piece.why !== '' && (
                <>
                  {' · '}
                  <Text>{piece.why}</Text>
                </>
              )}
            </span>
            <span className="evidence-does">
              <IconButton
                label="Show on the canvas"
                icon={<Crosshair size={14} />}
                size="small"
                onClick={() => void addRecords(bench, recordsOf(piece))}
              />
              {mayWrite && <IconButton label="Take out" icon={<X size={14} />} size="small" onClick={() => remove(piece)} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
