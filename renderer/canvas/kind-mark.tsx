/** A kind's shape and icon beside a name: the same mark as on the canvas. */
import type { NodeKind } from '../../shared/graph/kinds.ts';
import { KIND_LOOKS } from './kinds.ts';

export function KindMark({ kind, size = 14 }: { readonly kind: NodeKind; readonly size?: number }) {
  const { icon: Icon, token } = KIND_LOOKS[kind];
  return (
    <span className="kind-mark" style={{ color: `var(${token})` }} role="img" aria-label={kind}>
      <Icon size={size} aria-hidden />
    </span>
  );
}
