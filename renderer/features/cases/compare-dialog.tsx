/** Two versions side by side: what stands in one and not in the other. Either can be chosen; both are kept. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CustomerMark } from '../../../shared/access/customer.ts';
import type { CaseContent, CaseVersion } from '../../../shared/contract/cases.ts';
import type { AppError } from '../../../shared/errors.ts';
import { act } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { clock, count } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';
import { compareLines } from './lines.ts';
import { restoreVersion } from './store.ts';
import type { Cases, OpenCase } from './store.ts';
import { Said } from './versions.tsx';
import { evidenceWords, statusWords } from './words.ts';

/** What the two are called: they may be of one person and one minute. */
const SIDES = ['first', 'second'] as const;

interface Read {
  readonly version: CaseVersion;
  readonly content: CaseContent;
}

export function CompareDialog({
  cases,
  mark,
  mayWrite,
}: {
  readonly cases: Cases;
  readonly mark: CustomerMark;
  readonly mayWrite: boolean;
}) {
  const { open, dialog, compared } = useStore(cases);
  const id = open?.id ?? null;
  const [pair, setPair] = useState<readonly [Read, Read] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    setPair(null);
    setError(null);
    if (dialog !== 'compare' || !compared || id === null) return;
    let stopped = false;
    void Promise.all(compared.map((version) => act('cases.read', { case: id, version }))).then(([a, b]) => {
      if (stopped || !a || !b) return;
      if (!a.ok) setError(a.error);
      else if (!b.ok) setError(b.error);
      else setPair([a.value, b.value]);
    });
    return () => {
      stopped = true;
    };
  }, [dialog, compared, id]);
  if (dialog !== 'compare' || !open) return null;
  const disagree = compared?.every((version) => open.leaves.includes(version)) ?? false;
  const close = (): void => cases.setState({ dialog: null, compared: null });
  return (
    <Dialog title={disagree ? 'Compare and choose; both are kept' : 'Compare two versions'} open mark={mark} size="wide" onClose={close}>
      <div className="compare" data-compare={pair ? 'read' : 'reading'}>
        {error && <ErrorNotice error={error} />}
        {pair && <Differences pair={pair} />}
        {pair && mayWrite && <Choices cases={cases} open={open} pair={pair.map(({ version }) => version)} disagree={disagree} />}
      </div>
    </Dialog>
  );
}

interface ChoicesProps {
  readonly cases: Cases;
  readonly open: OpenCase;
  readonly pair: readonly CaseVersion[];
  /** Neither stands on the other. */
  readonly disagree: boolean;
}

export const Choices = ({ cases, open, pair, disagree }: ChoicesProps) => (
  <div className="compare-does">
    {pair.map((version, at) => (
      <Button
        key={version.id}
        data-autofocus={at === 0 ? '' : undefined}
        onClick={() => void restoreVersion(cases, version.id)}
        disabled={!disagree && open.leaves.includes(version.id)}
        data-keep={at}
      >
        <span>
          {disagree ? 'Keep' : 'Restore'} the {SIDES[at]}: <Text>{version.author}</Text>, {clock(version.head.at)}
        </span>
      </Button>
    ))}
  </div>
);

function Differences({ pair: [a, b] }: { readonly pair: readonly [Read, Read] }) {
  const lines = compareLines(a.content.notes, b.content.notes);
  const drawn = ({ content }: Read): ReadonlySet<string> => new Set(content.canvas?.nodes.map(({ id }) => id));
  const taken = ({ content }: Read): ReadonlySet<string> => new Set(content.evidence.map(({ id }) => id));
  const [inA, inB, hadA, hadB] = [drawn(a), drawn(b), taken(a), taken(b)];
  const only = (x: ReadonlySet<string>, y: ReadonlySet<string>): number => [...x].filter((id) => !y.has(id)).length;
  return (
    <>
      <table className="compare-facts">
        <thead>
          <tr>
            <td />
            {[a, b].map(({ version }, at) => (
              <th key={version.id} scope="col">
                <span className="small muted">The {SIDES[at]}</span>
                <Said version={version} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row name="Title" a={a.version.head.title} b={b.version.head.title} />
          <Row name="Status" a={verdictOf(a)} b={verdictOf(b)} />
          <Row
            name="Canvas"
            a={`${count(inA.size)} records, ${count(only(inA, inB))} only here`}
            b={`${count(inB.size)} records, ${count(only(inB, inA))} only here`}
          />
          <Row name="Evidence only here" a={onlyWords(a, hadB)} b={onlyWords(b, hadA)} />
        </tbody>
      </table>
      <h3>Notes</h3>
      <div className="compare-notes" tabIndex={0} role="region" aria-label="Notes compared">
        {lines.map(({ text, side }, at) => (
          <div key={at} data-side={side}>
            <span aria-hidden>{side === 'both' ? ' ' : side === 'old' ? '−' : '+'}</span>
            {side !== 'both' && <span className="spoken">{side === 'old' ? 'only in the first: ' : 'only in the second: '}</span>}
            <Text>{text}</Text>
          </div>
        ))}
      </div>
    </>
  );
}

const verdictOf = ({ version: { head } }: Read): string =>
  head.status.state === 'open' ? statusWords(head.status) : `${statusWords(head.status)}: ${head.status.reason}`;
const onlyWords = ({ content }: Read, other: ReadonlySet<string>): string =>
  content.evidence
    .filter(({ id }) => !other.has(id))
    .map(evidenceWords)
    .join('; ') || 'none';

const Row = ({ name, a, b }: { readonly name: string; readonly a: string; readonly b: string }) => (
  <tr data-differs={a !== b || undefined}>
    <th scope="row">{name}</th>
    <td>
      <Text>{a}</Text>
    </td>
    <td>
      <Text>{b}</Text>
    </td>
  </tr>
);
