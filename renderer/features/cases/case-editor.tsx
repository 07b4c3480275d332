/** One case: title, status, notes, canvas, evidence, versions. What is written is a draft until it is saved. */
import { ArrowLeft, CircleCheck, Download, MapIcon, RotateCcw, Save, Undo2 } from 'lucide-react';
import { useId } from 'react';
import { useStore } from 'zustand';
import { LIMITS } from '../../../shared/limits.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { count } from '../../ui/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';
import { nameOf } from '../../verb.ts';
import { showView, viewOf } from '../workbench/keep-view.ts';
import type { Workbench } from '../workbench/store.ts';
import { EvidenceList } from './evidence-list.tsx';
import {
  compare,
  conflictOf,
  discard,
  isChanged,
  isRefused,
  isWritten,
  leaveCase,
  mergeVersions,
  openCase,
  saveCase,
  write,
} from './store.ts';
import type { Cases, OpenCase } from './store.ts';
import { CASE_KEYS } from './use-case-verbs.ts';
import { Versions } from './versions.tsx';
import { conflictWords, statusWords } from './words.ts';

interface CaseEditorProps {
  readonly bench: Workbench;
  readonly cases: Cases;
  readonly open: OpenCase;
  readonly mayWrite: boolean;
}

export function CaseEditor({ bench, cases, open, mayWrite }: CaseEditorProps) {
  const notesId = useId();
  const { draft, canvas, id } = open;
  const busy = useStore(cases, (state) => state.busy !== null);
  const changed = isChanged(open);
  const refused = open.versions.find(({ id: version, state }) => open.parents.includes(version) && state === 'refused');
  const pending = open.versions.filter(({ state }) => state === 'pending').length;
  const save = (): void => void saveCase(cases, viewOf(bench, bench.store.getState()));
  return (
    <div className="case" data-open-case={id ?? 'new'} data-changed={(id !== null && changed) || undefined}>
      <header className="cases-head">
        <IconButton label="All cases" icon={<ArrowLeft size={16} />} onClick={() => void leaveCase(cases, mayWrite)} />
        <h2 className="cut">{id === null ? 'New case' : <Text>{draft.title}</Text>}</h2>
        <IconButton
          label={nameOf({ label: 'Export', keys: [CASE_KEYS.export] })}
          icon={<Download size={16} />}
          onClick={() => cases.setState({ dialog: 'export' })}
          aria-disabled={id === null}
        />
      </header>
      <Conflict cases={cases} open={open} mayWrite={mayWrite} />
      {refused?.refused && (
        <Notice tone="crit">
          The hub did not take this version: <Text>{refused.refused}</Text> It stays on this desk; save it once more as a new version.
        </Notice>
      )}
      {pending > 0 && (
        <Notice tone="warn">
          {count(pending)} {pending === 1 ? 'version is' : 'versions are'} on this desk only; sent as soon as the hub is there.
        </Notice>
      )}
      <form
        className="case-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field
          label="Title"
          name="case-title"
          value={draft.title}
          maxLength={LIMITS.caseTitle}
          readOnly={!mayWrite}
          autoFocus={id === null}
          onValue={(title) => write(cases, { title })}
        />
        <p className="case-status">
          <span data-case-status={draft.status.state}>
            {statusWords(draft.status)}
            {draft.status.state === 'closed' && (
              <>
                : <Text>{draft.status.reason}</Text>
              </>
            )}
          </span>
          {mayWrite &&
            (draft.status.state === 'open' ? (
              <Button size="small" onClick={() => cases.setState({ dialog: 'close' })} data-close-case>
                <CircleCheck size={14} aria-hidden /> Verdict
              </Button>
            ) : (
              <Button size="small" onClick={() => write(cases, { status: { state: 'open' } })}>
                <RotateCcw size={14} aria-hidden /> Open again
              </Button>
            ))}
        </p>
        <label className="ui-field-label" htmlFor={notesId}>
          Notes
        </label>
        <textarea
          id={notesId}
          className="ui-input case-notes"
          value={draft.notes}
          maxLength={LIMITS.caseNotes}
          readOnly={!mayWrite}
          rows={8}
          spellCheck={false}
          onChange={(event) => write(cases, { notes: event.target.value })}
          data-notes
        />
        <div className="case-canvas">
          {mayWrite && (
            <label className="case-tick">
              <input type="checkbox" checked={draft.withCanvas} onChange={(event) => write(cases, { withCanvas: event.target.checked })} />
              Save the canvas as it stands
            </label>
          )}
          {canvas && (
            <Button size="small" onClick={() => void showView(bench, canvas)} data-show-canvas>
              <MapIcon size={14} aria-hidden /> Show its canvas ({count(canvas.nodes.length)})
            </Button>
          )}
          {id !== null && !canvas && <span className="small muted">No canvas was saved, or none that is known here.</span>}
        </div>
        {mayWrite && (
          <Button look="main" submit disabled={draft.title.trim() === '' || !(changed || isRefused(open))} data-save-case>
            <Save size={16} aria-hidden /> Save <Kbd>{CASE_KEYS.save}</Kbd>
          </Button>
        )}
        {mayWrite && isWritten(open) && (
          <Button size="small" onClick={() => void discard(cases)} data-discard>
            <Undo2 size={14} aria-hidden /> Discard what is not saved
          </Button>
        )}
      </form>
      <EvidenceList bench={bench} cases={cases} draft={draft} mayWrite={mayWrite} busy={busy} />
      {id !== null && <Versions cases={cases} open={open} mayWrite={mayWrite} />}
    </div>
  );
}

function Conflict({ cases, open, mayWrite }: Omit<CaseEditorProps, 'bench'>) {
  const other = conflictOf(open);
  const merging = open.parents.length > 1;
  const newer = open.versions.find(({ id }) => open.leaves.length === 1 && id === open.leaves[0] && !open.parents.includes(id));
  if (newer && open.id !== null && !merging)
    return (
      <Notice
        tone="warn"
        does={
          <Button size="small" onClick={() => void openCase(cases, open.id!)} disabled={isChanged(open)}>
            Open it
          </Button>
        }
      >
        <Text>{conflictWords(newer)}</Text> {isChanged(open) ? 'What you save will stand beside it.' : 'This is the version before.'}
      </Notice>
    );
  if (merging) return <Notice tone="warn">Both versions are in this draft: read it, then save.</Notice>;
  const mine = open.leaves.find((id) => id !== other?.id);
  if (!other || mine === undefined) return null;
  const pair = [mine, other.id] as const;
  return (
    <Notice
      tone="crit"
      urgent
      does={
        <span className="case-choices">
          <Button size="small" onClick={() => compare(cases, pair)} data-compare-conflict>
            Compare
          </Button>
          {mayWrite && (
            <Button size="small" onClick={() => void mergeVersions(cases, pair)} data-merge>
              Merge
            </Button>
          )}
        </span>
      }
    >
      <Text>{conflictWords(other)}</Text> Compare and choose; both are kept.
    </Notice>
  );
}
