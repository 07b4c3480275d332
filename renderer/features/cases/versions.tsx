/** Every version of a case, latest first: who, when, what changed. Two can be compared; an old one restored as a new one. */
import { GitCompare } from 'lucide-react';
import type { CaseVersion } from '../../../shared/contract/cases.ts';
import { IconButton } from '../../ui/button.tsx';
import { count, stamp } from '../../ui/format.ts';
import { Text } from '../../ui/text.tsx';
import { compare } from './store.ts';
import type { Cases, OpenCase } from './store.ts';
import { changedWords, statusWords } from './words.ts';

export function Versions({ cases, open }: { readonly cases: Cases; readonly open: OpenCase; readonly mayWrite: boolean }) {
  const { versions, parents, leaves } = open;
  const present = parents[0] ?? leaves[0]!;
  return (
    <section className="case-part" aria-label="Versions">
      <h3>Versions ({count(versions.length)})</h3>
      <ol className="versions" data-versions={versions.length}>
        {versions.map((version, at) => (
          <li key={version.id} className="version" data-state={version.state} data-here={parents.includes(version.id) || undefined}>
            <Said version={version} />
            {version.id !== present && (
              <IconButton
                label={`Compare version ${count(versions.length - at)} with the present one`}
                icon={<GitCompare size={14} />}
                size="small"
                onClick={() => compare(cases, [present, version.id])}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

const STATES = { sent: '', pending: ' · not sent', refused: ' · not taken by the hub', lost: ' · lost at the hub' } as const;

export const Said = ({ version: { head, author, state } }: { readonly version: CaseVersion }) => (
  <span className="version-said">
    <span>
      <Text>{author}</Text> · {stamp(head.at).slice(0, 16)}
      {STATES[state]}
    </span>
    <span className="small muted">
      {head.parents.length === 0 ? 'began the case' : changedWords(head.changed)} · {statusWords(head.status)}
    </span>
  </span>
);
