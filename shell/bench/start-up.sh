#!/bin/sh
# Measures what a start costs: the CPU time (user + system, launcher and all its children) of ten runs each, in milliseconds.
# Prints the median and the largest beside the limit, and ends with 1 where a median is over its limit.
#
#   shell/bench/start-up.sh [RUNS]
#
# CPU time, not the clock: it is the part that is ours, and it is nearly the same on a busy machine. "prompt" is a whole
# interactive session, from the start to the `/exit` that is typed at the prompt, on a terminal that script(1) makes.
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

one() { # command line; runs it and prints its CPU time in ms
  (sh -c "$1" >"$scratch/out" 2>&1 </dev/null || :
    times) | awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += t[1] * 60 + t[2] } printf "%.0f\n", sum * 1000 }'
}

measure() { # name, limit in ms or 0, what its output must hold, command line
  one "$4" >/dev/null
  n=0
  while [ "$n" -lt "$runs" ]; do
    one "$4"
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
if command -v script >/dev/null; then
  # Typed again each second until it was heard, for what is typed before the prompt is there may be lost.
  typing='n=0; while [ $n -lt 20 ] && sleep 2 && printf "/exit\r"; do n=$((n + 1)); done'
  measure prompt 600 exit "{ $typing; } | script -qec 'stty cols 80 rows 24; exec $llmos' /dev/null"
else
  echo 'prompt       not measured: script (util-linux) is not here'
fi
measure calc 0 4 "$llmos -c 'calc eval 2+2'"
measure mount 0 docs "$llmos -c 'mount docs'"
measure find 0 keys.md "$llmos -c 'find \"spare key\"'"
measure ask 0 behind "$llmos ask 'Where does the spare key hang?'"
exit "$over"
