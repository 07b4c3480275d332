/** The context band: who acts as whom, on which ticket, for how long still, and the way out. Never dimmed, never covered. */
import { useEffect, useRef } from 'react';
import type { ContextState } from '../../../shared/contract/state.ts';
import { Button } from '../../ui/button.tsx';
import { left } from '../../ui/format.ts';
import { Sentence } from '../../ui/sentence.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { Text } from '../../ui/text.tsx';
import { useNow } from '../../ui/use-now.ts';
import { nameOf } from '../../verb.ts';
import type { Verb } from '../../verb.ts';
import { PersonMenu } from './person-menu.tsx';
import type { WindowVerbs } from './window-verbs.ts';

export interface BandProps {
  readonly context: ContextState;
  readonly verbs: WindowVerbs;
}

export function Band({ context, verbs }: BandProps) {
  return (
    <header className="band" aria-label="Context" data-region="">
      <Swatch mark={context.mark} />
      <h1 className="band-sentence">
        <Sentence keep="customer">{context.sentence}</Sentence>
      </h1>
      {!context.own && (
        <p className="band-ticket cut small" title={context.ticket}>
          <span className="muted">Ticket</span> <Text>{context.ticket}</Text>
        </p>
      )}
      <TimeLeft expiresAt={context.expiresAt} />
      <Does verb={verbs.extend} />
      <Does verb={verbs.leave} />
      <PersonMenu verbs={verbs} />
    </header>
  );
}

const Does = ({ verb }: { readonly verb: Verb | null }) =>
  verb && (
    <Button size="small" title={nameOf(verb)} onClick={verb.run}>
      {verb.label}
    </Button>
  );

/** When it is told aloud that the time runs out, in ms before the end. */
const SOON = 5 * 60_000;

/** Counts down by itself; says once, and at once, when little is left. */
function TimeLeft({ expiresAt }: { readonly expiresAt: number }) {
  const rest = expiresAt - useNow();
  const soon = rest <= SOON;
  const told = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (told.current) told.current.textContent = soon ? 'Five minutes are left in this context.' : '';
  }, [soon]);
  return (
    <p className="band-left" data-soon={soon ? '' : undefined}>
      <span role="timer">{left(rest)}</span> left
      <span ref={told} role="alert" className="spoken" />
    </p>
  );
}
