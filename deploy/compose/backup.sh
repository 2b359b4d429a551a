#!/usr/bin/env bash
# The service `backup` of docker-compose.yml. PGHOST, PGUSER, PGPASSWORD and PGDATABASE name the database.
#   daily           makes a backup each day at BACKUP_AT (UTC), and one now if the newest would be too old by then
#   now             makes a backup
#   check           fails if the newest backup is older than 26 hours
#   list            lists the backups
#   drill [file]    restores a backup into a database of its own, counts the rows, and deletes that database
#   restore <file>  replaces the database; stop the services first, and run `migrate` afterwards
set -euo pipefail
umask 077

folder=${BACKUP_FOLDER:-/backups}
day=86400
say() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }
fail() { say "$*" >&2; exit 1; }

newest() { find "$folder" -maxdepth 1 -name 'otpravka-*.dump' -printf '%f\n' | sort | tail -n 1; }
age() { echo $(($(date +%s) - $(stat --format=%Y "$folder/$1"))); }

# Waits for a program in the background, because bash handles no signal while it waits for one in the foreground.
run() {
  "$@" &
  wait $!
}

# Called by a signal. What runs in the background would otherwise run on, and its unfinished backup would stay.
stop() {
  kill $(jobs -p) 2>/dev/null || true
  wait
  rm -f "${part:-}"
  exit "$1"
}

# A backup gets its name only when it is whole, so a file of that name is never half of one.
make_backup() {
  local file="otpravka-$(date -u +%Y%m%dT%H%M%SZ).dump"
  local part="$folder/.part-$file"
  # What a killed container has left. A younger one may belong to another backup that runs now.
  find "$folder" -maxdepth 1 -name '.part-*' -mmin +1440 -delete
  # Roles are no part of a dump. `migrate` gives the rights to the role of the services again.
  run pg_dump --format=custom --no-owner --no-privileges --file="$part" &&
    run pg_restore --list "$part" >/dev/null &&
    mv "$part" "$folder/$file" || {
    # It may be what fills the disk.
    rm -f "$part"
    return 1
  }
  say "backup $file, $(stat --format=%s "$folder/$file") bytes"
  # `-mtime +n` is true from n + 1 days on. The newest backup stays, whatever its age.
  find "$folder" -maxdepth 1 -name 'otpravka-*.dump' ! -name "$file" -mtime "+$((${BACKUP_KEEP_DAYS:-14} - 1))" -delete
}

seconds_until() {
  local now next
  now=$(date +%s)
  next=$(date -u -d "today ${BACKUP_AT:-02:30}" +%s) || fail "BACKUP_AT is no time such as 02:30"
  [ "$next" -gt "$now" ] || next=$((next + day))
  echo $((next - now))
}

daily() {
  local last wait
  trap 'stop 0' TERM INT
  wait=$(seconds_until)
  last=$(newest)
  # 25 hours at the next backup leave it an hour until the health check misses it.
  if [ -n "$last" ] && [ $(($(age "$last") + wait)) -lt $((day + 3600)) ]; then
    say "the newest backup is $last"
  else
    retry
    wait=$(seconds_until)
  fi
  while true; do
    say "the next backup is in $((wait / 60)) minutes"
    run sleep "$wait"
    retry
    wait=$(seconds_until)
  done
}

# While the database does not answer, the health check of this service turns unhealthy after a while.
retry() {
  until make_backup; do
    say 'the backup failed; the next attempt is in 10 minutes' >&2
    run sleep 600
  done
}

check() {
  local last
  last=$(newest)
  [ -n "$last" ] || fail "there is no backup in $folder"
  [ "$(age "$last")" -lt $((day + 7200)) ] || fail "the newest backup, $last, is older than 26 hours"
}

file_of() {
  local name=${1:-$(newest)}
  [ -n "$name" ] || fail "there is no backup in $folder"
  name=$folder/$(basename "$name")
  [ -f "$name" ] || fail "there is no file $name"
  echo "$name"
}

count_rows() {
  printf '%s\n' "select format('select count(*) || '' rows in '' || %L from %I.%I', tablename, schemaname, tablename)
    from pg_tables where schemaname = 'public' order by tablename \\gexec" |
    psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$1"
}

drill() {
  local file drilled="otpravka_drill_$$"
  file=$(file_of "${1:-}")
  createdb --template=template0 "$drilled"
  trap "dropdb --if-exists --force '$drilled'" EXIT
  SECONDS=0
  pg_restore --no-owner --no-privileges --exit-on-error --dbname="$drilled" "$file"
  count_rows "$drilled"
  say "$(basename "$file") can be restored, in $SECONDS seconds"
}

restore() {
  local file
  [ -n "${1:-}" ] || fail 'name the file: restore otpravka-….dump; `list` lists them'
  file=$(file_of "$1")
  local others
  others=$(psql --no-psqlrc --quiet --tuples-only --no-align --dbname=postgres --command="
    select count(*) from pg_stat_activity where datname = '$PGDATABASE' and backend_type = 'client backend'")
  [ "$others" -eq 0 ] || fail "$others connections use the database: stop the services first"
  # A backup that cannot be restored must not cost the database that is there.
  local restored="${PGDATABASE}_restored" former="${PGDATABASE}_before_$(date -u +%Y%m%dT%H%M%S)"
  dropdb --if-exists "$restored"
  createdb --template=template0 "$restored"
  pg_restore --no-owner --no-privileges --exit-on-error --dbname="$restored" "$file"
  # In one transaction: if the second name cannot be given, the database keeps the first.
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --single-transaction --dbname=postgres \
    --command="alter database \"$PGDATABASE\" rename to \"$former\"" \
    --command="alter database \"$restored\" rename to \"$PGDATABASE\""
  count_rows "$PGDATABASE"
  say "restored $(basename "$file"); the former database is now $former. Run migrate, then start the services"
}

case "${1:-daily}" in
  daily) daily ;;
  now)
    trap 'stop 1' TERM INT
    make_backup || fail 'the backup failed'
    ;;
  check) check ;;
  list) find "$folder" -maxdepth 1 -name 'otpravka-*.dump' -printf '%f  %s bytes\n' | sort ;;
  drill) drill "${2:-}" ;;
  restore) restore "${2:-}" ;;
  *) fail "unknown: $1" ;;
esac
