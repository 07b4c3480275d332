/** A customer at a glance: colour and pattern, then the monogram on the plain colour so that it stays readable. */
import type { CustomerMark } from '../../shared/access/customer.ts';
import { fillOf, patternOf } from './customer.ts';

export function Swatch({ mark, size = 'normal' }: { readonly mark: CustomerMark; readonly size?: 'normal' | 'large' }) {
  return (
    <span className="ui-swatch" data-size={size} style={fillOf(mark)} aria-hidden>
      <i className="ui-pattern" data-pattern={patternOf(mark)} />
      <b>{mark.monogram}</b>
    </span>
  );
}
