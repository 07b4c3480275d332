#!/bin/sh
# A base backup of the hub's PostgreSQL server while it runs, and apart from it the hub's keys.
#   backup.sh DATA_FOLDER DATABASE_BACKUP KEY_BACKUP
# The server is named by PGHOST, PGPORT, PGUSER and PGPASSWORD (a role that may replicate). Both targets must not exist.
# Whoever has both targets can read everything: keep them in two places, with two people.
set -eu
data=$1 base=$2 keys=$3
[ -e "$base" ] || [ -e "$keys" ] && { echo "a target is there already: $base, $keys" >&2; exit 1; }
umask 077
pg_basebackup --pgdata "$base" --checkpoint fast --wal-method stream --manifest-checksums SHA256
pg_verifybackup --quiet "$base"
# Keys come after the database: one that the database speaks of is there, one too many harms nobody.
mkdir "$keys"
cp -p "$data/master.key" "$keys/"
cp -pR "$data/keys" "$data/secrets" "$keys/"
echo "database: $base"
echo "keys: $keys"
