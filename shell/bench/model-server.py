#!/usr/bin/env python3
"""Measures llmos against a real llama.cpp server.

  shell/bench/model-server.py first-token [--runs N]
  shell/bench/model-server.py cache TRACE [--conversation ID] [--past N] [--turns N] [--policy P] [--read-ahead always] [--window N]

both: [--url URL] of a server that runs already, else one is started by plugins/openai/src/test/live/serve-model.sh

first-token  What lies between the first token that leaves the server and the first byte that leaves llmos, in a pipe: the CPU
             time of its process (all threads) and the clock, median and largest of the runs. The limit is 50 ms of CPU time.
cache        Says the turns of a conversation and asks its questions, one by one, through llmos itself, and compares what llmos
             reckons of each prompt to be known to the server with what the server reports (usage.prompt_tokens_details). A turn
             is said with --read-ahead never, a question as it is; with --read-ahead always, both with it. With --past, the
             proxy itself answers the first turns, and none of them is counted, so that the rest has a past. The trace is that
             of `man bench residency`. Prints the largest difference in percent of the prompt, the share of prompt tokens that came
             from the cache, and the seconds that the server took to read prompts. `kept` is what it really skipped.

A proxy on the loopback address stands between the two and notes times; it changes no byte. A home of its own is used and
removed. Needs Linux, Python 3.9 and a built distribution. Ends with 1 where a limit is missed.
"""
import argparse, http.client, http.server, json, os, pathlib, shutil, signal, socket, sqlite3, statistics, subprocess, sys
import tempfile, threading, time, urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
LLMOS = os.environ.get("LLMOS_BIN", str(ROOT / "shell/bin/llmos"))
CPU_LIMIT_MS, CACHED_LIMIT, AGREE_LIMIT = 50, 85.0, 2.0


def cpu_ms(pid):
    """CPU time of all threads of a process, in milliseconds, from the scheduler's own nanoseconds."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/schedstat") as f:
                total += int(f.read().split()[0])
        except OSError:
            pass
    return total / 1e6


class Proxy(http.server.ThreadingHTTPServer):
    """Hands requests on; `before_first` is called right before the first event with text is handed back."""
    daemon_threads = True

    def __init__(self, url):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = urllib.parse.urlsplit(url).netloc
        self.before_first = lambda: None
        self.timings = []
        self.answers = 0  # requests that are still answered without the server
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.hand_on(None)

    def do_POST(self):
        self.hand_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def answer(self):
        self.server.answers -= 1
        said = {"index": 0, "delta": {"role": "assistant", "content": "I see what you mean."}, "finish_reason": None}
        ended = {"index": 0, "delta": {}, "finish_reason": "stop"}
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for choice in said, ended:
            self.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")
        self.wfile.write(b"data: [DONE]\n\n")

    def hand_on(self, body):
        if self.server.answers and self.path.endswith("/chat/completions"):
            return self.answer()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        upstream = http.client.HTTPConnection(self.server.target, timeout=900)
        upstream.request(self.command, self.path, body, {"Content-Type": "application/json"})
        reply = upstream.getresponse()
        kind = reply.getheader("Content-Type", "")
        self.send_response(reply.status)
        self.send_header("Content-Type", kind)
        if "event-stream" not in kind:
            data = reply.read()
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        spoken = False
        for line in reply:
            if line.startswith(b"data: {"):
                event = json.loads(line[6:])
                text = any(c.get("delta", {}).get("content") for c in event.get("choices", []))
                if text and not spoken:
                    spoken = True
                    self.server.before_first()
                if "timings" in event:
                    self.server.timings.append(event["timings"])
            self.wfile.write(line)


def serve(url):
    """The server's address, and what ends it."""
    if url:
        return url, lambda: None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = ROOT / "plugins/openai/src/test/live/serve-model.sh"
    server = subprocess.Popen(["bash", str(script), str(port), "8192"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, start_new_session=True)
    for line in server.stdout:
        if "listening http://" in line:
            threading.Thread(target=server.stdout.read, daemon=True).start()
            return line[line.index("http://"):].strip(), lambda: os.killpg(server.pid, signal.SIGTERM)
    sys.exit(f"{script} ended with {server.wait()}")


class Machine:
    """An llmos with a home of its own, whose CPU is the proxy."""

    def __init__(self, proxy, window, reply):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="llmos-bench-"))
        self.home = self.folder / "home"
        self.env = {k: v for k, v in os.environ.items() if k not in ("LLMOS_CPU", "LLMOS_JAVA_OPTS")}
        self.env["LLMOS_HOME"] = str(self.home)
        self.run("-c", f"cpu add bench --url {proxy.url}/v1 --model bench --window {window} --set reply={reply}"
                       " --temperature 0; cpu use bench")

    def run(self, *words, check=True):
        return subprocess.run([LLMOS, *words], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=check)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def first_token(args, proxy):
    machine = Machine(proxy, 2048, 8)
    machine.run("ask", "Say hi.", check=False)  # makes the start-up cache, fills the server's
    spent, clock = [], []
    for _ in range(args.runs):
        mark = []
        llmos = subprocess.Popen([LLMOS, "ask", "Say hi."], cwd=machine.folder, env=machine.env,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        proxy.before_first = lambda: mark.append((cpu_ms(llmos.pid), time.monotonic()))
        os.read(llmos.stdout.fileno(), 1)
        after = cpu_ms(llmos.pid), time.monotonic()
        llmos.stdout.read()
        llmos.wait()
        spent.append(after[0] - mark[0][0])
        clock.append((after[1] - mark[0][1]) * 1000)
    machine.close()
    print(f"{'ms, of ' + str(args.runs):<12} {'median':>7} {'largest':>7} {'limit':>7}")
    print(f"{'CPU time':<12} {statistics.median(spent):7.1f} {max(spent):7.1f} {CPU_LIMIT_MS:7}")
    print(f"{'clock':<12} {statistics.median(clock):7.1f} {max(clock):7.1f} {'-':>7}")
    return statistics.median(spent) <= CPU_LIMIT_MS


def events(args):
    """The turns and questions of one conversation, as (asked, text)."""
    running = None
    for line in open(args.trace, encoding="utf-8"):
        event = json.loads(line)
        if event["event"] == "conversation":
            running = event["id"]
            args.conversation = args.conversation or running
        elif running == args.conversation:
            asked = event["event"] == "ask"
            yield asked, event["text"] if asked else f"{event['speaker']}: {event['text']}"


def cache(args, proxy):
    machine = Machine(proxy, args.window, args.reply)
    lines = []
    said = past = 0
    for asked, text in events(args):
        said += not asked
        if said > args.past + args.turns:
            break
        past += said <= args.past
        how = args.read_ahead or ("" if asked else "never")
        flag = f" --read-ahead={how}" if how else ""
        quoted = " ".join(text.split()).replace("'", "''")
        lines.append(f"ask '{quoted}'{flag} || say -")  # a reply that ends at its length ends with 6
        if args.policy and said == 1 and not asked:
            lines.append(f"mem policy {args.policy}")
    # The last of the past fills the server's cache.
    proxy.answers = max(0, past - 1)
    program = machine.folder / "conversation.llmos"
    program.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = machine.run("run", str(program), check=False)
    if done.returncode not in (0, 6):
        print(done.stdout[-500:], done.stderr[-500:], sep="\n", file=sys.stderr)
    state = sqlite3.connect(machine.home / "state.db")
    rows = state.execute("SELECT tokens, cached, prompt, kept, recalled FROM request ORDER BY pid, seq"
                         ).fetchall()[past:]
    del proxy.timings[:min(1, past)]
    if args.out:
        with open(args.out, "w", encoding="utf-8") as out:
            for (tokens, ours, prompt, kept, recalled), timing in zip(rows, proxy.timings):
                out.write(json.dumps({"tokens": tokens, "cached": ours, "prompt": prompt, "kept": kept,
                                      "recalled": recalled, "ms": timing["prompt_ms"]}) + "\n")
    if not args.keep:
        machine.close()
    else:
        print(machine.folder)
    return tell(rows, proxy.timings, args)


def tell(rows, timings, args):
    total = sum(prompt for _, _, prompt, _, _ in rows)
    kept = sum(kept for _, _, _, kept, _ in rows)
    off = [100 * abs(ours - kept) / prompt for _, ours, prompt, kept, _ in rows if prompt]
    seconds = sum(t["prompt_ms"] for t in timings) / 1000
    far = sum(o > AGREE_LIMIT for o in off)
    share = 100 * kept / max(1, total)
    print(f"calls             {len(rows):8}   with pages recalled {sum(r > 0 for *_, r in rows)}")
    print(f"prompt tokens     {total:8}   largest prompt {max(p for _, _, p, _, _ in rows)}")
    print(f"cached            {share:7.1f}%   limit {CACHED_LIMIT} %   ({(total - kept) / len(rows):.0f} tokens a call were read)")
    print(f"off by            {max(off):7.2f}%   limit {AGREE_LIMIT} %   (median {statistics.median(off):.2f}, above the limit in {far} calls)")
    print(f"reading prompts   {seconds:7.1f} s")
    return share >= CACHED_LIMIT and far == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    which = parser.add_subparsers(dest="which", required=True)
    first = which.add_parser("first-token")
    first.add_argument("--runs", type=int, default=10)
    kept = which.add_parser("cache")
    kept.add_argument("trace")
    kept.add_argument("--conversation", help="its id; else the first of the trace")
    kept.add_argument("--past", type=int, default=0, help="so many turns come before and are not measured (0)")
    kept.add_argument("--turns", type=int, default=200, help="after so many turns it ends (200)")
    kept.add_argument("--policy")
    kept.add_argument("--read-ahead", choices=["always", "never"])
    kept.add_argument("--window", type=int, default=5152, help="5152: a budget of 4,000 beside the reply's reserve")
    kept.add_argument("--reply", type=int, default=16, help="tokens of a reply (16)")
    kept.add_argument("--out", help="a file that gets a line for each call")
    kept.add_argument("--keep", action="store_true", help="keep the home, and print where it is")
    args = parser.parse_args()
    url, stop = serve(args.url)
    try:
        good = (first_token if args.which == "first-token" else cache)(args, Proxy(url))
    finally:
        stop()
    sys.exit(0 if good else 1)


main()
