#!/usr/bin/env python3
"""Measures how llmos behaves on every kind of stream and terminal. Needs a built distribution, and nothing but Python.

  shell/bench/terminals.py cells               6 kinds of stdin x 3 of stdout x 3 of TERM x CI or not: does each run end within
                                               2 s, with its exit code and no escape byte on a stream that is no terminal?
  shell/bench/terminals.py interrupts [N]      Ctrl-C at N (200) random moments of an answer, a tool, a mount and a long output:
                                               how long until the prompt is back, is what came kept, is a process left?
  shell/bench/terminals.py paste [LINES]       a paste of 5,000 lines: does it arrive whole, and is it not sent?

Prints a table, and ends with 1 if a figure is missed. A home of its own is used and removed. Seeds are printed.
"""

import fcntl
import http.server
import json
import os
import pty
import random
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
LLMOS = os.path.join(os.path.dirname(HERE), "bin", "llmos")
SCRATCH = tempfile.TemporaryDirectory(prefix="llmos-terminals-")
WORK = SCRATCH.name
PROMPT = re.compile(r"[0-9]*\u203a $")


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LLMOS_") or k == "LLMOS_JAVA_HOME"}
    for name in ("CI", "TERM", "NO_COLOR", "COLUMNS"):
        kept.pop(name, None)
    kept["LLMOS_HOME"] = os.path.join(WORK, "home")
    kept.update({k: v for k, v in more.items() if v is not None})
    return kept


def p(values, share):
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


# Cells


def stdin_of(kind, cleanup):
    if kind == "file":
        path = os.path.join(WORK, "input")
        with open(path, "w") as file:
            file.write("say hi\n")
        return os.open(path, os.O_RDONLY)
    if kind == "empty":
        return os.open(os.devnull, os.O_RDONLY)
    if kind == "pipe":
        read, write = os.pipe()
        os.write(write, b"data\n")
        os.close(write)
        return read
    if kind == "open pipe":
        read, write = os.pipe()
        cleanup.append(write)
        return read
    if kind == "terminal":
        master, slave = pty.openpty()
        cleanup.append(master)
        return slave
    return None  # closed


class Taken:
    """What comes out of a descriptor, read by a thread."""

    def __init__(self, descriptor):
        self.bytes = b""
        self.descriptor = descriptor
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        while True:
            try:
                piece = os.read(self.descriptor, 65536)
            except OSError:
                return
            if not piece:
                return
            self.bytes += piece

    def end(self):
        self.thread.join(1)
        try:
            os.close(self.descriptor)
        except OSError:
            pass


def cell(words, stdin, stdout, term, ci):
    cleanup = []
    given = stdin_of(stdin, cleanup)
    out_read, out_write = None, None
    if stdout == "terminal":
        out_read, out_write = pty.openpty()
    elif stdout == "pipe":
        out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()

    def streams():
        for number, descriptor in ((0, given), (1, out_write), (2, err_write)):
            if descriptor is None:
                try:
                    os.close(number)
                except OSError:
                    pass
            else:
                os.dup2(descriptor, number)
        os.setsid()

    began = time.monotonic()
    child = subprocess.Popen(
        [LLMOS, *words], env=environment(TERM=term, CI=ci), cwd=WORK, preexec_fn=streams, close_fds=True)
    os.close(err_write)
    for descriptor in (given, out_write):
        if descriptor is not None:
            os.close(descriptor)
    out = Taken(out_read) if out_read is not None else None
    err = Taken(err_read)
    try:
        code = child.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        code = "hangs"
    took = time.monotonic() - began
    for taken in (out, err):
        if taken:
            taken.end()
    for descriptor in cleanup:
        os.close(descriptor)
    escapes = (0 if stdout != "pipe" or not out else out.bytes.count(b"\x1b")) + err.bytes.count(b"\x1b")
    return code, took, escapes, err.bytes


def cells():
    with open(os.path.join(WORK, "a.md"), "w") as file:
        file.write("The bridge was opened in 1889.\n")
    for warm in range(2):  # the first run makes the start-up cache
        subprocess.run([LLMOS, "mount", ".", "--as", "d"], env=environment(), cwd=WORK, capture_output=True, check=True)
    programs = [
        (["-c", "say hi"], 0),
        (["ask", "When was the bridge opened?"], 0),
        (["cat", "nowhere/a.md"], 1),
    ]
    missed = 0
    print("program\tcells\texit codes right\twithin 2 s\tmedian ms\tslowest ms\tescape bytes")
    for words, expected in programs:
        right, quick, escapes, times = 0, 0, 0, []
        for stdin in ("terminal", "closed", "empty", "file", "pipe", "open pipe"):
            for stdout in ("terminal", "pipe", "closed"):
                for term in ("xterm-256color", "dumb", None):
                    for ci in (None, "true"):
                        code, took, bad, said = cell(words, stdin, stdout, term, ci)
                        wanted = 141 if stdout == "closed" and expected == 0 else expected
                        if code != wanted or bad or took > 2:
                            print(f"# {words} stdin={stdin} stdout={stdout} TERM={term} CI={ci}: exit {code}, "
                                  f"{took * 1000:.0f} ms, {bad} escape bytes: {said[:300]!r}")
                        right += code == wanted
                        quick += took <= 2
                        escapes += bad
                        times.append(took * 1000)
        count = len(times)
        missed += (count - right) + (count - quick) + escapes
        print(f"{' '.join(words)}\t{count}\t{right}\t{quick}\t{p(times, .5):.0f}\t{max(times):.0f}\t{escapes}")
    return missed


# The prompt


class Prompt:
    """llmos at a pseudo-terminal."""

    def __init__(self, term="xterm-256color", rows=40, columns=100):
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(WORK)
            os.execve(LLMOS, [LLMOS], environment(TERM=term))
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.seen = bytearray()

    def type(self, text):
        data = text.encode()
        while data:  # a terminal takes a few kilobytes at a time
            _, ready, _ = select.select([self.master], [self.master], [], 5)
            self.pump(0)
            if ready:
                data = data[os.write(self.master, data[:1024]):]

    def pump(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:
                return False
        return bool(ready)

    def text(self, start=0):
        plain = self.seen[start:].decode(errors="replace")
        plain = re.sub(r"\x1b\[[0-9;?>=]*[ -/]*[@-~]|\x1b[=>]|\x1b\][^\x07]*\x07", "", plain)
        return plain.replace("\r", "")

    def until(self, wanted, start, seconds=30):
        """Seconds until the text after START fits; None if it does not in time."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if wanted(self.text(start)):
                return time.monotonic() - began
            self.pump(0.005)
        return None

    def ready(self, start=0, seconds=30):
        """Seconds until a prompt is the last that was written after START; looks at the end alone, as much may have come."""
        began = time.monotonic()
        while True:
            if PROMPT.search(self.text(max(start, len(self.seen) - 400))):
                return time.monotonic() - began
            if time.monotonic() - began >= seconds:
                return None
            self.pump(0.005)

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.master)


class SlowModel(http.server.BaseHTTPRequestHandler):
    """A server of chat completions that writes a word each 20 ms, without end."""

    protocol_version = "HTTP/1.1"
    requests = 0
    open = 0

    def log_message(self, *words):
        pass

    def do_GET(self):
        self.send_error(404)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        SlowModel.requests += 1
        SlowModel.open += 1
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for i in range(5000):
                piece = {"choices": [{"index": 0, "delta": {"content": f"word{i} "}, "finish_reason": None}]}
                self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass
        finally:
            SlowModel.open -= 1
            self.close_connection = True


def children(pid):
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)
                if int(fields[1].split()[1]) == pid:
                    found.append((int(name), fields[0].split("(", 1)[1]))
            except OSError:
                pass
    return found


def interrupts(count):
    seed = int(time.time())
    dice = random.Random(seed)
    print(f"# seed {seed}")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SlowModel)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    many = os.path.join(WORK, "many")
    os.makedirs(many)
    for i in range(4000):
        with open(os.path.join(many, f"{i}.md"), "w") as file:
            file.write(" ".join(dice.choice("alpha beta gamma delta epsilon".split()) for _ in range(300)) + "\n")
    with open(os.path.join(WORK, "long.txt"), "w") as file:
        file.writelines(f"line {i} of a long text that goes by\n" for i in range(200_000))
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    subprocess.run(
        [LLMOS, "-c", f"cpu add slow --url {url} --model m --window 8192 && cpu use slow && mount long.txt --as long"],
        env=environment(), cwd=WORK, check=True, capture_output=True)
    prompt = Prompt()
    kinds = {
        "answer": "tell me a story about a lighthouse",
        "program": "/sh sleep 100",
        "mount": "/mount many --as many",
        "output": "/cat long/long.txt",
    }
    waits = {kind: [] for kind in kinds}
    over = 0
    missed = 0
    if prompt.ready(seconds=60) is None:
        print(f"# no prompt: {prompt.text()[-300:]!r}")
        return 1
    for i in range(count):
        kind = list(kinds)[i % len(kinds)]
        start = len(prompt.seen)
        prompt.type(kinds[kind] + "\r")
        until = time.monotonic() + dice.uniform(0.05, 1.2)
        while time.monotonic() < until:
            prompt.pump(0.01)
        if prompt.ready(start, 0) is not None:
            over += 1  # before it could be interrupted
            continue
        start = len(prompt.seen)
        began = time.monotonic()
        os.write(prompt.master, b"\x03")
        back = prompt.ready(start, 10)
        if back is None:
            missed += 1
            print(f"# {kind}: no prompt within 10 s: {prompt.text(start)[-200:]!r}")
            prompt.close()
            prompt = Prompt()
            prompt.ready(seconds=60)
            continue
        waits[kind].append((time.monotonic() - began) * 1000)
        if kind == "mount":
            start = len(prompt.seen)
            prompt.type("/umount many\r")
            prompt.until(lambda text: "many" in text and PROMPT.search(text), start, 20)
    time.sleep(1)
    left = [name for _, name in children(prompt.pid) if name in ("sleep", "sh")]
    start = len(prompt.seen)
    prompt.type("/log -k 400 | where text ~ interrupted | count\r")
    prompt.until(lambda text: re.search(r"\n\d+\n", text), start, 20)
    kept = re.search(r"\n(\d+)\n", prompt.text(start))
    print("while\tinterrupts\tprompt back, median ms\tp99 ms")
    every = []
    for kind, times in waits.items():
        every += times
        if times:
            print(f"{kind}\t{len(times)}\t{p(times, .5):.0f}\t{p(times, .99):.0f}")
    print(f"all\t{len(every)}\t{p(every, .5):.0f}\t{p(every, .99):.0f}")
    print(f"over before\t{over}")
    print(f"partial answers kept\t{kept.group(1) if kept else '?'} of {SlowModel.requests}")
    print(f"streams still open at the server\t{SlowModel.open}")
    print(f"processes left\t{len(left)} {left if left else ''}")
    prompt.close()
    return missed + len(left) + (p(every, .99) > 150)


def paste(lines):
    missed = 0
    print("terminal\tlines\tarrived\tsent before Enter\tseconds")
    for term in ("xterm-256color", "dumb"):
        prompt = Prompt(term=term)
        if prompt.ready(seconds=60) is None:
            print(f"{term}\t{lines}\tno prompt: {prompt.text()[-200:]!r}")
            return 1
        text = "\n".join(f"pasted line {i:05d}" for i in range(lines))
        start = len(prompt.seen)
        began = time.monotonic()
        bracketed = term != "dumb"
        prompt.type(("\x1b[200~" + text + "\x1b[201~") if bracketed else text)
        arrived = prompt.until(lambda seen: f"pasted line {lines - 1:05d}" in seen[-4000:], start, 60)
        took = time.monotonic() - began
        time.sleep(1)
        prompt.pump(0.1)
        sent = bool(re.search("Not found|nothing is mounted|llmos: ", prompt.text(start)))
        start = len(prompt.seen)
        prompt.type("\r")
        prompt.ready(start, 60)
        start = len(prompt.seen)
        prompt.type("/log -k 4 | where kind == user | to json | save said.json\r")
        prompt.until(lambda seen: "wrote" in seen, start, 30)
        said = ""
        try:
            with open(os.path.join(WORK, "said.json")) as file:
                rows = json.load(file)
                said = rows[-1].get("body", rows[-1].get("text", "")) if rows else ""
            os.remove(os.path.join(WORK, "said.json"))
        except (OSError, ValueError):
            pass
        whole = said.strip() == text
        missed += (not whole) + sent
        print(f"{term}\t{lines}\t{'whole' if whole else 'no: %d characters of %d' % (len(said), len(text))}\t"
              f"{'yes' if sent else 'no'}\t{took:.1f}{'' if arrived is not None else ' (its end was not shown)'}")
        prompt.close()
    return missed


def main():
    words = sys.argv[1:]
    commands = {
        "cells": lambda: cells(),
        "interrupts": lambda: interrupts(int(words[1]) if len(words) > 1 else 200),
        "paste": lambda: paste(int(words[1]) if len(words) > 1 else 5000),
    }
    if not words or words[0] not in commands:
        sys.exit(__doc__)
    sys.exit(1 if commands[words[0]]() else 0)


if __name__ == "__main__":
    main()
