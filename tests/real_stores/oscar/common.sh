# Shared by the scripts of this store; sourced, not run.
# STORES_HOME holds everything that is installed: environment, database, pictures.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${STORES_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/cartwalk/stores}/oscar
export STORE_DATA=$root/data
pidfile=$root/server.pid
log=$root/server.log

# The pid counts only while it still belongs to this store's server.
running() {
  [[ -s $pidfile ]] || return 1
  tr '\0' ' ' <"/proc/$(<"$pidfile")/cmdline" 2>/dev/null | grep -qF "$root/venv/bin/gunicorn"
}

stop_server() {
  if running; then
    local pid
    pid=$(<"$pidfile")
    kill "$pid"
    for ((i = 0; i < 100; i++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    if kill -0 "$pid" 2>/dev/null; then kill -9 "$pid"; fi
  fi
  rm -f "$pidfile"
}
