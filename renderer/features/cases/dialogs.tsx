/** The dialogs of cases, wherever in the workbench they are asked for. */
import type { CustomerMark } from '../../../shared/access/customer.ts';
import { permits } from '../../../shared/access/roles.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { useStore } from 'zustand';
import { viewOf } from '../workbench/keep-view.ts';
import type { Workbench } from '../workbench/store.ts';
import { CloseDialog } from './close-dialog.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { saveCase } from './store.ts';
import type { Cases } from './store.ts';
import { useKeptDraft } from './use-kept-draft.ts';

interface CaseDialogsProps {
  readonly bench: Workbench;
  readonly cases: Cases;
  readonly mark: CustomerMark;
  readonly role: Role;
}

export function CaseDialogs({ bench, cases, mark, role }: CaseDialogsProps) {
  const message = useStore(cases, (state) => state.message);
  useKeptDraft(cases, permits(role, 'case.write'));
  const view = () => viewOf(bench, bench.store.getState());
  return (
    <>
      <CloseDialog cases={cases} mark={mark} onSave={() => void saveCase(cases, view())} />
      <CompareDialog cases={cases} mark={mark} mayWrite={permits(role, 'case.write')} />
      <ExportDialog cases={cases} mark={mark} role={role} view={view} />
      <p className="spoken" role="status">
        {message}
      </p>
    </>
  );
}
