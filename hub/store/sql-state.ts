/** What a server calls what went wrong, where something hangs on it (PostgreSQL, appendix A: error codes). */
export const WRONG_PASSWORD = '28P01';
/** Of the server, or of one role. */
export const TOO_MANY_CONNECTIONS = '53300';
export const LOCK_NOT_AVAILABLE = '55P03';
