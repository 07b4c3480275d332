/** Sign-in: it happens in the system's browser; here one begins it, sees how far it is, and can call it off. */
import { useEffect, useState } from 'react';
import type { WindowState } from '../../../shared/contract/state.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act } from '../../api.ts';
import { report } from '../../messages.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Ended } from '../floor/ended.tsx';
import { Entrance } from './entrance.tsx';

export function SignIn({ state }: { readonly state: WindowState }) {
  const { signIn, hub, ended } = state;
  const [code, setCode] = useState('');
  const [codeError, setCodeError] = useState<string | null>(null);
  const under = signIn.phase !== 'idle';
  useEffect(() => {
    if (!under) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') void report(act('identity.cancel', {}));
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [under]);

  const withCode = (): void => {
    const typed = code.trim();
    if (typed.length < LIMITS.signInCodeMin || typed.length > LIMITS.signInCodeMax)
      return setCodeError('Type the code that your security lead gave you.');
    setCodeError(null);
    void report(act('identity.signIn', { code: typed }));
  };

  return (
    <Entrance title="Sign in">
      {under ? (
        <div className="entrance-part">
          <p className="muted">
            {signIn.phase === 'browser'
              ? 'The page of your identity provider is open in your browser.'
              : 'Your identity provider has answered.'}
          </p>
          <Button size="large" onClick={() => void report(act('identity.cancel', {}))} autoFocus>
            Cancel
          </Button>
        </div>
      ) : (
        <>
          <section className="entrance-part" aria-labelledby="sign-in-mssp" data-region="">
            <h2 id="sign-in-mssp">Analysts</h2>
            <Button look="main" size="large" onClick={() => void report(act('identity.signIn', { code: null }))} data-autofocus="">
              Sign in
            </Button>
          </section>
          <section className="entrance-part" aria-labelledby="sign-in-customer" data-region="">
            <h2 id="sign-in-customer">Customers’ own people</h2>
            <form
              className="entrance-code"
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                withCode();
              }}
            >
              <Field label="Sign-in code" value={code} onValue={setCode} error={codeError} maxLength={LIMITS.signInCodeMax} large />
              <Button size="large" submit>
                Sign in with code
              </Button>
            </form>
          </section>
        </>
      )}
      <div className="entrance-said">
        {signIn.phase === 'browser' && <Notice tone="info">Finish in your browser. Esc cancels.</Notice>}
        {signIn.phase === 'finishing' && <Notice tone="info">Signing in. Esc cancels.</Notice>}
        {!under && signIn.error?.code === 'sign_in_cancelled' && <Notice tone="info">{signIn.error.text}</Notice>}
        {!under && signIn.error && signIn.error.code !== 'sign_in_cancelled' && <ErrorNotice error={signIn.error} />}
        {!under && !signIn.error && ended && <Ended error={ended} />}
      </div>
      <p className="entrance-foot small muted">
        {hub.demo
          ? 'Demo hub: its own identity provider and file keys, on this machine only. Not for production.'
          : 'You sign in with your organisation’s identity provider. This program never sees your password.'}
      </p>
    </Entrance>
  );
}
