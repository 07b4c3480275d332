/** One line that says what is the case and, where there is something to do, offers it. An error says also what to do next. */
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { Text } from './text.tsx';

export type Tone = 'info' | 'ok' | 'warn' | 'crit';
const ICONS = { info: Info, ok: CircleCheck, warn: TriangleAlert, crit: CircleAlert } as const;

export interface NoticeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** Buttons. */
  readonly does?: ReactNode;
  /** Spoken at once: revocation, lease, failures. Others are spoken when there is room. */
  readonly urgent?: boolean;
}

export function Notice({ tone, children, does = null, urgent = false }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className="ui-notice" data-tone={tone} role={urgent ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden />
      <p>{children}</p>
      {does}
    </div>
  );
}

export function ErrorNotice({ error, does }: { readonly error: AppError; readonly does?: ReactNode }) {
  return (
    <Notice tone="crit" urgent does={does}>
      <Text>{error.text}</Text> <span className="muted">{error.next}</span>
    </Notice>
  );
}
