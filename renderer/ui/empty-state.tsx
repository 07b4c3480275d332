/** Nothing here: says so, why, and what can be done. */
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly does?: ReactNode;
}

export function EmptyState({ icon, title, children, does }: EmptyStateProps) {
  return (
    <div className="ui-empty">
      {icon}
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {does !== undefined && <div>{does}</div>}
    </div>
  );
}
