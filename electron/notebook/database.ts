/** The one place where the notebook reaches the store's driver. */
export { openDatabase } from '../store/driver.ts';
export type { WriteDatabase } from '../store/driver.ts';
