/** No menu but the system's least: editing keys on macOS come from one, and nothing in it reloads or opens tools. */
import { Menu } from '../platform.ts';

export function installMenu(): void {
  const roles = process.platform === 'darwin' ? (['appMenu', 'editMenu', 'windowMenu'] as const) : [];
  Menu.setApplicationMenu(roles.length === 0 ? null : Menu.buildFromTemplate(roles.map((role) => ({ role }))));
}
