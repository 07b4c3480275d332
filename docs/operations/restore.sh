#!/bin/sh
# Puts a backup in place, before the server and the hub are started.
#   restore.sh DATABASE_BACKUP WAL_ARCHIVE SERVER_DATA KEY_BACKUP DATA_FOLDER
# The server replays the archive to its end and then goes on in a new timeline: by that the hub sees that it was restored, and
# desks begin their slices anew. The server's own user must own SERVER_DATA afterwards, the hub's user DATA_FOLDER.
set -eu
base=$1 archive=$2 server=$3 keys=$4 data=$5
[ -e "$server" ] || [ -e "$data" ] && { echo "a target is there already: $server, $data" >&2; exit 1; }
umask 077
cp -pR "$base" "$server"
printf "restore_command = 'cp \"%s/%%f\" \"%%p\"'\nrecovery_target_timeline = 'latest'\n" "$archive" >> "$server/postgresql.auto.conf"
: > "$server/recovery.signal"
mkdir "$data"
cp -p "$keys/master.key" "$data/"
cp -pR "$keys/keys" "$keys/secrets" "$data/"
echo "start the server on $server, then the hub with --data-folder $data"
