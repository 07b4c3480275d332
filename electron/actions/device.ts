/** What is set for this desk. */
import { done } from './domain.ts';
import type { ActionDesk, Domain } from './domain.ts';

export const deviceHandlers = (desk: ActionDesk): Domain<'device.theme'> => ({
  'device.theme': (_window, { theme }) => {
    desk.settings.setTheme(theme);
    desk.windows.tellAll();
    return done();
  },
});
