/** What a hub's right to write records hangs on, in a form that a statement can ask the server about. */

export interface Hold {
  /** The session that has the server's lock, and a number of which no other session knows; null of a program beside the hub. */
  readonly lock: { readonly pid: number; readonly key: string } | null;
}

/** Programs beside the hub have chains of their own, and take turns at them; nothing tells them of a server's crash. */
export const BESIDE: Hold = Object.freeze({ lock: null });

/** Nothing may be written now. The code is that of a connection that is gone: whoever asked is told to come again. */
export class NotHeld extends Error {
  readonly code = '08003';
  constructor() {
    super('the lock on the databases is not held');
    this.name = 'NotHeld';
  }
}
