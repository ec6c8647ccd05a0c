# What the scripts beside it share; they source it.

tools=${BANYAN_TOOLS:-${TMPDIR:-/tmp}/banyan-tools}

tool() { # tool NAME PACKAGE VERSION: installs a program in $tools, once
  local mark=$tools/$1-$3
  mkdir -p "$tools"
  [[ -x $tools/$1 && -e $mark ]] || { GOBIN=$tools go install "$2@$3" && touch "$mark"; }
}

until_true() { # until_true SECONDS COMMAND...: until the command succeeds
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

simulate() { # simulate BINARY LOG: a simulated platform at $url, whose process is $simulator
  "$1" simulate >"$2" 2>&1 &
  simulator=$!
  until_true 10 grep -q '^listening on ' "$2" || { echo "no simulator: $(cat "$2")"; exit 1; }
  url=$(sed -n 's/^listening on //p' "$2")
}
