#!/bin/sh
# Measures what a start costs: the CPU time (user + system, launcher and all its children) of ten runs each, in milliseconds.
# Prints the median and the largest beside the limit, and ends with 1 where a median is over its limit.
#
#   shell/bench/start-up.sh [RUNS]
#
# CPU time, not the clock: it is the part that is ours, and it is nearly the same on a busy machine. "prompt" is a whole
# interactive session, from the start to the `/exit` that is typed once the prompt is seen, on a terminal that script(1) makes.
# Needs a built distribution; makes its start-up cache if there is none. A home of its own is used and removed.

set -eu
runs=${1:-10}
here=$(CDPATH='' cd -- "${0%/*}" && pwd -P)
llmos=${here%/*}/bin/llmos
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
unset LLMOS_CPU LLMOS_AOT LLMOS_JAVA_OPTS
export LLMOS_HOME="$scratch/home" TERM=xterm-256color
over=0

spent() { # reads what times(1) printed; prints its children's CPU time in ms
  awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += t[1] * 60 + t[2] } printf "%.0f\n", sum * 1000 }'
}

one() { # command line; runs it and prints its CPU time in ms
  (sh -c "$1" >"$scratch/out" 2>&1 </dev/null || :
    times) | spent
}

at_prompt() { # command line; types /exit when its prompt is there, and prints its CPU time in ms
  rm -f "$scratch/keys" "$scratch/out" "$scratch/used"
  mkfifo "$scratch/keys"
  : >"$scratch/out"
  printf 'stty cols 80 rows 24\n%s\ntimes >"%s"\n' "$1" "$scratch/used" >"$scratch/session"
  timeout --foreground 60 script -qefc "sh '$scratch/session'" "$scratch/out" <"$scratch/keys" >/dev/null 2>&1 &
  session=$!
  exec 3>"$scratch/keys"
  waited=0
  until grep -q '›' "$scratch/out" || [ "$waited" -ge 300 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  printf '/exit\r' >&3
  wait "$session" || :
  exec 3>&-
  if [ -s "$scratch/used" ]; then spent <"$scratch/used"; else echo 60000; fi
}

measure() { # name, limit in ms or 0, what its output must hold, command line[, what runs it]
  "${5:-one}" "$4" >/dev/null
  n=0
  while [ "$n" -lt "$runs" ]; do
    "${5:-one}" "$4"
    n=$((n + 1))
  done | sort -n >"$scratch/times"
  grep -q -- "$3" "$scratch/out" || {
    echo "$1 did not print \"$3\":" >&2
    cat "$scratch/out" >&2
    exit 2
  }
  median=$(sed -n "$(((runs + 1) / 2))p" "$scratch/times")
  most=$(sed -n '$p' "$scratch/times")
  limit=$2 mark=''
  [ "$limit" -eq 0 ] || [ "$median" -le "$limit" ] || mark='  over' over=1
  [ "$limit" -ne 0 ] || limit=-
  printf '%-12s %7s %7s %7s%s\n' "$1" "$median" "$most" "$limit" "$mark"
}

LLMOS_AOT=now "$llmos" --version >/dev/null
mkdir -p "$scratch/docs"
printf '# Keys\n\nThe spare key hangs behind the clock.\n' >"$scratch/docs/keys.md"
printf '# Bread\n\nThe oven is heated to 230 degrees for twenty minutes.\n' >"$scratch/docs/bread.md"
cd "$scratch"

printf '%-12s %7s %7s %7s\n' 'ms of CPU' median largest limit
measure version 100 llmos "$llmos --version"
measure help 0 Usage "$llmos --help"
measure say 400 hi "$llmos -c 'say hi'"
if command -v script >/dev/null && command -v timeout >/dev/null; then
  measure prompt 600 '›' "$llmos" at_prompt
else
  echo 'prompt       not measured: script (util-linux) or timeout (coreutils) is not here'
fi
measure calc 0 4 "$llmos -c 'calc eval 2+2'"
measure mount 0 docs "$llmos -c 'mount docs'"
measure find 0 "spare key" "$llmos -c 'find \"spare key\"'"
measure ask 0 behind "$llmos ask 'Where does the spare key hang?'"
exit "$over"
