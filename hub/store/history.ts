/**
 * Which course of events a server's databases are in: its cluster and its timeline, which is another one after each restore and
 * failover. What was handed out in another may have been lost in this one, so that nobody goes on from there (decision 23). Fails
 * on a standby, which is in none of its own.
 */
export const HISTORY = `SELECT system_identifier || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()`;
