#!/bin/sh
# Measures what a start costs: the CPU time (user + system, launcher and all its children) of ten runs each, in milliseconds.
# Prints the median and the largest beside the limit, and ends with 1 where a median is over its limit.
#
#   shell/bench/start-up.sh [RUNS [DEVICES]]
#
# DEVICES files of Java, 30 if it is not said, are devices there. CPU time, not the clock: it is the part that is ours, and it
# is nearly the same on a busy machine. "prompt" is a whole interactive session, from the start to the `/exit` that is typed
# once the prompt is seen, on a terminal that script(1) makes.
# Needs a built distribution; makes its start-up cache if there is none. A home of its own is used and removed.

set -eu
runs=${1:-10} devices=${2:-30}
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
mkdir -p "$LLMOS_HOME/devices"
n=0
while [ "$n" -lt "$devices" ]; do
  n=$((n + 1))
  cat >"$LLMOS_HOME/devices/Dev$n.java" <<END
import llmos.api.*;
@Device("dev$n")
public class Dev$n {
  @Op(help = "Says a word.", effect = Effect.READ, example = "dev$n say hi")
  public String say(@Arg(help = "The word") String word) { return word; }
}
END
done
"$llmos" -c 'dev ls' >/dev/null

measure version 80 llmos "$llmos --version"
measure ls 250 'nothing is mounted' "$llmos -c 'ls'"
measure help 0 Usage "$llmos --help"
measure say 250 hi "$llmos -c 'say hi'"
if command -v python3 >/dev/null; then
  python3 - "$scratch/port" <<'END' &
import http.server, sys
class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *words): pass
    def do_GET(self): self.send_error(404)
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'data: {"choices":[{"index":0,"delta":{"content":"Hello."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
with open(sys.argv[1], "w") as file: file.write("%d\n" % server.server_address[1])
server.serve_forever()
END
  server=$!
  trap 'kill "$server"; rm -rf "$scratch"' EXIT
  until [ -s "$scratch/port" ]; do
    kill -0 "$server" 2>/dev/null || exit 2
    sleep 0.1
  done
  "$llmos" -c "cpu add local --url http://127.0.0.1:$(cat "$scratch/port")/v1 --model m --window 8192 && cpu use local" >/dev/null
  measure 'ask server' 250 Hello "$llmos ask hello"
  "$llmos" -c 'cpu use rom' >/dev/null
else
  echo 'ask server   not measured: python3 is not here'
fi
if command -v script >/dev/null && command -v timeout >/dev/null; then
  measure prompt 350 '›' "$llmos" at_prompt
else
  echo 'prompt       not measured: script (util-linux) or timeout (coreutils) is not here'
fi
measure calc 0 4 "$llmos -c 'calc eval 2+2'"
measure mount 0 docs "$llmos -c 'mount docs'"
measure find 0 "spare key" "$llmos -c 'find \"spare key\"'"
measure ask 0 behind "$llmos ask 'Where does the spare key hang?'"
exit "$over"
