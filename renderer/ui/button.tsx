/** A button. `look`: one `main` a screen; `quiet` in bars. An icon alone takes its name from `label`, which is also its tooltip. */
import type { ComponentProps, ReactNode } from 'react';
import { Tip } from './tooltip.tsx';

type Rest = Omit<ComponentProps<'button'>, 'className' | 'type'>;
interface Look {
  readonly look?: 'plain' | 'main' | 'quiet';
  readonly size?: 'small' | 'normal' | 'large';
  readonly submit?: boolean;
}

export function Button({ look = 'plain', size = 'normal', submit = false, ...rest }: Look & Rest) {
  return <button {...rest} type={submit ? 'submit' : 'button'} className="ui-button" data-look={look} data-size={size} />;
}

export function IconButton({
  label,
  icon,
  look = 'quiet',
  size = 'normal',
  ...rest
}: Omit<Look, 'submit'> & Omit<Rest, 'children'> & { readonly label: string; readonly icon: ReactNode }) {
  return (
    <Tip text={label}>
      <button {...rest} type="button" className="ui-button" data-icon="" data-look={look} data-size={size} aria-label={label}>
        {icon}
      </button>
    </Tip>
  );
}
