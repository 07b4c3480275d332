/** Which theme the page wears: what was chosen for this desk, or the system's, as soon as either changes. */
import { useEffect } from 'react';
import type { Theme } from '../../shared/contract/device.ts';

const light = window.matchMedia('(prefers-color-scheme: light)');

const worn = (theme: Theme): 'dark' | 'light' => (theme === 'system' ? (light.matches ? 'light' : 'dark') : theme);

/** Before main has said what was chosen, a page follows the system. */
export function wear(theme: Theme): void {
  document.documentElement.dataset['theme'] = worn(theme);
}

export function useTheme(theme: Theme): void {
  useEffect(() => {
    const put = (): void => wear(theme);
    put();
    light.addEventListener('change', put);
    return () => light.removeEventListener('change', put);
  }, [theme]);
}
