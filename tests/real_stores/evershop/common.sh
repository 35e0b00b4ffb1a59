# Shared by the scripts of this store; sourced, not run.
# STORES_HOME holds everything that is installed: packages, build, pictures. The database of the store
# answers on a Unix socket only.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${STORES_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/cartwalk/stores}/evershop
pidfile=$root/server.pid
log=$root/server.log

# PostgreSQL refuses to run as root: then its files belong to its own account, outside a home folder
# that this account may not enter.
if ((EUID == 0)); then
  pgdata=/var/lib/postgresql/cartwalk-evershop-$(printf %s "$root" | cksum | cut -d' ' -f1)
  as_pg() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }
else
  pgdata=$root/pg
  as_pg() { "$@"; }
fi

export DB_HOST=$pgdata DB_PORT=5432 DB_NAME=evershop DB_USER=evershop DB_PASSWORD= DB_SSLMODE=disable
export SUPPRESS_NO_CONFIG_WARNING=1

pg_bin() {
  local dirs=(/usr/lib/postgresql/*/bin)
  printf %s "${dirs[-1]}"
}

pg_runs() { [[ -d $pgdata ]] && as_pg "$(pg_bin)/pg_ctl" -D "$pgdata" status >/dev/null; }

pg_start() {
  pg_runs || as_pg "$(pg_bin)/pg_ctl" -D "$pgdata" -w -s -l "$pgdata/server.log" -o \
    "-c listen_addresses='' -c unix_socket_directories='$pgdata' -c unix_socket_permissions=0700 -c fsync=off" start
}

pg_stop() { if pg_runs; then as_pg "$(pg_bin)/pg_ctl" -D "$pgdata" -w -s -m fast stop; fi; }

psql() { "$(pg_bin)/psql" -h "$pgdata" -U evershop -qAt "$@"; }

evershop() {
  NODE_OPTIONS="--require=$root/loopback.cjs" node "$root/node_modules/@evershop/evershop/dist/bin/evershop.js" "$@"
}

# The pid counts only while it still belongs to this store's server.
running() {
  [[ -s $pidfile && -r /proc/$(<"$pidfile")/cmdline ]] || return 1
  tr '\0' ' ' <"/proc/$(<"$pidfile")/cmdline" | grep -qF "$root/node_modules/@evershop/evershop/"
}

# The server leads a process group of its own, with its helpers in it.
stop_server() {
  if running; then
    local pid
    pid=$(<"$pidfile")
    kill -- "-$pid"
    for ((i = 0; i < 100; i++)); do
      kill -0 -- "-$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 -- "-$pid" 2>/dev/null || true
  fi
  rm -f "$pidfile"
}

free_port() {
  node -e "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })"
}

# start_server PORT: returns when the front page answers.
start_server() {
  local port=$1
  (
    cd "$root"
    export PORT=$port NODE_ENV=production NODE_CONFIG="{\"shop\":{\"homeUrl\":\"http://127.0.0.1:$port\"}}"
    export NODE_OPTIONS="--require=$root/loopback.cjs"
    setsid node "$root/node_modules/@evershop/evershop/dist/bin/evershop.js" start >"$log" 2>&1 </dev/null &
    echo $! >"$pidfile"
  )
  for ((i = 0; i < 300; i++)); do
    kill -0 "$(<"$pidfile")" 2>/dev/null || break
    if node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' \
      "http://127.0.0.1:$port/" && running; then
      return 0
    fi
    sleep 0.2
  done
  echo "the store's server did not start:" >&2
  tail -n 20 "$log" >&2
  stop_server
  return 1
}
