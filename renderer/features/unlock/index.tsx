/** Where the system has no keychain: a passphrase opens the keys of this desk, or is set the first time. Said clearly. */
import { useRef, useState } from 'react';
import type { WindowState } from '../../../shared/contract/state.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Entrance } from '../sign-in/entrance.tsx';
import { check } from './check.ts';

export function Unlock({ unlock }: { readonly unlock: NonNullable<WindowState['unlock']> }) {
  const [passphrase, setPassphrase] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { passphrase: asked, first, error } = unlock;
  const problems = tried ? check(passphrase, first ? repeat : null) : {};

  const open = (): void => {
    setTried(true);
    const wrong = Object.keys(check(passphrase, first ? repeat : null))[0];
    if (wrong !== undefined) return form.current?.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus();
    setBusy(true);
    // What became of it comes with the window's state.
    void act('identity.unlock', { passphrase }).then(() => setBusy(false));
  };

  return (
    <Entrance title={first ? 'Set a passphrase' : 'Unlock this desk'}>
      <Notice tone="warn">
        {asked
          ? 'This system has no keychain. The keys of this desk are sealed in a file by a passphrase instead.'
          : 'The keys of this desk are in the system keychain.'}
      </Notice>
      {asked && (
        <form
          ref={form}
          className="entrance-part"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) open();
          }}
        >
          <Field
            label="Passphrase"
            name="passphrase"
            type="password"
            value={passphrase}
            onValue={setPassphrase}
            error={problems.passphrase ?? null}
            hint={first ? `At least ${LIMITS.passphraseMin} characters. Nobody can restore it.` : ''}
            large
            data-autofocus=""
          />
          {first && (
            <Field
              label="Repeat the passphrase"
              name="repeat"
              type="password"
              value={repeat}
              onValue={setRepeat}
              error={problems.repeat ?? null}
              large
            />
          )}
          <Button look="main" size="large" submit disabled={busy}>
            {busy ? 'Opening the keys' : first ? 'Set the passphrase' : 'Unlock'}
          </Button>
        </form>
      )}
      <div className="entrance-said">{error && <ErrorNotice error={error} />}</div>
      {asked && <p className="entrance-foot small muted">Without the passphrase, what this desk keeps can’t be opened by anybody.</p>}
    </Entrance>
  );
}
