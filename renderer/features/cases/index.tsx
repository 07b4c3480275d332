/** Cases of the open customer: the list, or the one that is open. */
import { FolderOpen, FolderPlus, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { CaseLine } from '../../../shared/contract/cases.ts';
import { useWindowState } from '../../api.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { asOf as asOfWords, count, stamp } from '../../ui/format.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';
import type { Workbench } from '../workbench/store.ts';
import { CaseEditor } from './case-editor.tsx';
import { listCases, newCase, openCase, openDraft } from './store.ts';
import type { Cases } from './store.ts';
import { statusWords } from './words.ts';
import './cases.css';

export interface CasesPaneProps {
  readonly bench: Workbench;
  readonly cases: Cases;
  readonly mayWrite: boolean;
  readonly online: boolean;
}

export function CasesPane({ bench, cases, mayWrite, online }: CasesPaneProps) {
  const { open, error, listError, busy } = useStore(cases);
  const news = useWindowState()?.context?.cases;
  // At once what this desk knows, then what the hub says. Main goes on looking, and says when there is something new.
  useEffect(() => void listCases(cases, false).then(() => listCases(cases, true)), [cases, online]);
  useEffect(() => {
    if (cases.getState().cases !== null) void listCases(cases, false);
  }, [cases, news]);
  return (
    <section className="cases" aria-label="Cases" data-region="cases" data-cases tabIndex={-1} aria-busy={busy !== null}>
      {(error ?? listError) && <ErrorNotice error={(error ?? listError)!} />}
      {open ? (
        <CaseEditor bench={bench} cases={cases} open={open} mayWrite={mayWrite} />
      ) : (
        <CaseList cases={cases} mayWrite={mayWrite} online={online} />
      )}
    </section>
  );
}

function CaseList({ cases, mayWrite, online }: Omit<CasesPaneProps, 'bench'>) {
  const { cases: lines, drafts, asOf, setAside, listError } = useStore(cases);
  const refused = listError?.code === 'not_permitted';
  const begin = (
    <Button look="main" onClick={() => void newCase(cases)} aria-disabled={!mayWrite} disabled={!mayWrite} data-new-case>
      <FolderPlus size={16} aria-hidden /> New case
    </Button>
  );
  return (
    <>
      <header className="cases-head">
        <h2>Cases</h2>
        {lines !== null && lines.length + drafts.length > 0 && begin}
        <IconButton label="Ask the hub" icon={<RefreshCw size={16} />} onClick={() => void listCases(cases, true)} />
      </header>
      {!online && (
        <Notice tone="warn">
          Offline: cases as of {asOf === null ? 'when this desk last heard of them' : asOfWords(asOf, Date.now())}. Saves stay here and are
          sent later.
        </Notice>
      )}
      {setAside !== null && (
        <Notice tone="warn">
          A notebook of this desk could not be opened and was set aside at {stamp(setAside).slice(0, 16)}. Versions that were not sent are
          in it; those that were sent come from the hub.
        </Notice>
      )}
      {lines !== null && lines.length + drafts.length === 0 && !refused && (
        <EmptyState icon={<FolderOpen size={20} />} title="No case yet" does={mayWrite ? begin : undefined}>
          {mayWrite ? 'A case keeps a canvas, notes and evidence, with every version.' : 'Your role reads cases; it does not write them.'}
        </EmptyState>
      )}
      <ul className="cases-list">
        {mayWrite &&
          drafts.map(({ id, title }) => (
            <li key={id}>
              <button type="button" className="cases-line" onClick={() => void openDraft(cases, id)} data-draft={id}>
                <span className="cases-title">{title.trim() === '' ? 'New case' : <Text>{title}</Text>}</span>
                <span className="cases-badge" data-tone="warn">
                  never saved
                </span>
              </button>
            </li>
          ))}
        {lines?.map((line) => (
          <li key={line.id}>
            <Line line={line} onOpen={() => void openCase(cases, line.id)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Line({ line, onOpen }: { readonly line: CaseLine; readonly onOpen: () => void }) {
  const [leaf] = line.leaves;
  const { head, author, state } = leaf!;
  return (
    <button
      type="button"
      className="cases-line"
      onClick={onOpen}
      data-case={line.id}
      data-state={state}
      data-conflict={line.leaves.length > 1 || undefined}
    >
      <span className="cases-title">
        <Text>{head.title}</Text>
      </span>
      <span className="cases-facts small muted">
        {statusWords(head.status)} · <Text>{author}</Text> · {stamp(head.at).slice(0, 16)} · {count(line.versions)}{' '}
        {line.versions === 1 ? 'version' : 'versions'}
      </span>
      {line.leaves.length > 1 && (
        <span className="cases-badge" data-tone="crit">
          {line.leaves.length} versions disagree
        </span>
      )}
      {line.draft && (
        <span className="cases-badge" data-tone="warn">
          draft not saved
        </span>
      )}
      {line.pending > 0 && (
        <span className="cases-badge" data-tone="warn">
          {line.pending} not sent
        </span>
      )}
    </button>
  );
}
