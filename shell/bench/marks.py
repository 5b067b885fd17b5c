#!/usr/bin/env python3
"""Measures answers from documents, and what is marked in them as standing in no source.

  shell/bench/marks.py FILE.squad.json [--url URL | --cpu rom] [--questions N] [--out F.jsonl] [--sheet F.txt]

Writes the paragraphs of a file in SQuAD's format as files, one each, into a folder, mounts it in a home of its own, waits until
every block has its vector, and asks questions from all over the file, each in a conversation of its own, with `ask` as a user
would. The model is that of a server, at temperature 0; with --cpu rom there is none. Prints how many answers hold what the
file says is right (in SQuAD's spelling: lower case, no punctuation, no articles), how many carry marks, and how many of the
quotes under the answers are the document's text at the place that they name.

--out    a line for each question: its right answers, what was answered, the marks, the numbers and names that got none (as this script
         reads them, which is rough), the sources that were given, and the citations
--sheet  a seeded sample of the answers with all their sources, to be judged by hand: whether a mark is right cannot be measured
         otherwise

Needs Python 3.9 and a built distribution. Everything else that it writes is removed at the end. Ends with 1 where a quote is not
the text at its place.
"""
import argparse, json, os, pathlib, random, re, shutil, sqlite3, string, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LLMOS = os.environ.get("LLMOS_BIN", str(ROOT / "shell/bin/llmos"))
VOLUME = "paragraphs"
CITATION = re.compile(r"\[\d+(?:\s?[,;–-]\s?\d+)*\]")
NAME = r"[^\W\d_a-z][\w'’-]*"
CLAIM = re.compile(rf"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?\b|{NAME}(?: {NAME})*")


class Machine:
    """An llmos with a home of its own, in a folder that `close` removes."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="llmos-bench-"))
        self.home = self.folder / "home"
        self.env = {k: v for k, v in os.environ.items() if k not in ("LLMOS_CPU", "LLMOS_JAVA_OPTS")}
        self.env["LLMOS_HOME"] = str(self.home)

    def run(self, *words, check=True):
        done = subprocess.run([LLMOS, *words], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if check and done.returncode:
            sys.exit(f"llmos {' '.join(words)[:200]} ended with {done.returncode}:\n{done.stderr}")
        return done

    def rows(self, query):
        state = sqlite3.connect(self.home / "state.db")
        try:
            return state.execute(query).fetchall()
        finally:
            state.close()

    def mount(self, folder, limit):
        """Mounts the folder, and watches it until all vectors are there or `limit` seconds are over; whether they are."""
        self.run("mount", str(folder), "--as", VOLUME)
        watching = subprocess.Popen([LLMOS, "mount", str(folder), "--as", VOLUME, "--watch"], cwd=self.folder, env=self.env,
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + limit
        try:
            while time.monotonic() < end and watching.poll() is None:
                if not self.waiting():
                    return True
                time.sleep(2)
            return not self.waiting()
        finally:
            watching.terminate()
            watching.wait()

    def waiting(self):
        listed = json.loads(self.run("--json", "df").stdout)
        return sum(row.get("waiting", 0) for row in listed)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def read(squad, folder):
    """Writes each paragraph as a file; tells the questions as (text, right answers) and the files' texts by document."""
    questions, texts = [], {}
    for n, article in enumerate(json.load(open(squad, encoding="utf-8"))["data"]):
        title = re.sub(r"[^\w.-]+", "_", article.get("title", f"article_{n}"))
        for i, paragraph in enumerate(article["paragraphs"]):
            # Letters, not digits: a document's name is evidence too, and a number in it would hold.
            letters = string.ascii_lowercase[i // 26] + string.ascii_lowercase[i % 26]
            name = f"{title}/{letters}.txt"
            (folder / title).mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(paragraph["context"].encode())
            texts[f"{VOLUME}/{name}"] = paragraph["context"].encode("utf-16-le")
            for asked in paragraph["qas"]:
                right = sorted({answer["text"] for answer in asked["answers"]})
                if right:
                    questions.append((" ".join(asked["question"].split()), right))
    return questions, texts


def ask(machine, questions, limit):
    """Asks them in one run, until `limit` seconds are over; tells what became of each that was asked to its end."""
    lines = []
    for text, _ in questions:
        quoted = text.replace("'", "''")
        lines += ["session new", f"ask '{quoted}' || say failed"]
    program, told = machine.folder / "questions.llmos", machine.folder / "told.jsonl"
    program.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with open(told, "w", encoding="utf-8") as out, open(machine.folder / "errors", "w", encoding="utf-8") as errors:
        run = subprocess.Popen([LLMOS, "--jsonl", "run", str(program)], cwd=machine.folder, env=machine.env,
                               stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        try:
            run.wait(limit)
            whole = True
        except subprocess.TimeoutExpired:
            run.terminate()
            run.wait()
            whole = False
    asked = []
    for row in map(json.loads, told.read_text(encoding="utf-8").splitlines()):
        if "title" in row:
            asked.append({"pid": int(row["id"]), "answer": None})
        elif row.get("kind") == "answer":
            asked[-1]["answer"] = row
    if whole and len(asked) < len(questions):
        sys.exit(f"{len(asked)} of {len(questions)} questions were asked: {(machine.folder / 'errors').read_text()[-1000:]}")
    return asked if whole else asked[:-1]


def records(machine, questions, asked, texts):
    faults = dict(machine.rows("SELECT pid, body FROM journal WHERE kind = 'fault'"))
    seconds = dict(machine.rows("SELECT pid, (max(at) - min(at)) / 1000.0 FROM journal GROUP BY pid"))
    sources = {}
    for pid, doc, text in machine.rows("SELECT p.pid, p.doc, b.text FROM page p JOIN body b ON b.sha = p.sha"
                                       " WHERE p.kind IN ('BLOCK', 'RESULT') ORDER BY p.pid, p.id"):
        sources.setdefault(pid, []).append({"doc": doc or "", "text": text})
    for (question, right), one in zip(questions, asked):
        row = one["answer"] or {"text": "", "citations": [], "unsupported": []}
        yield {"question": question, "gold": right, "answer": row["text"], "fault": faults.get(one["pid"], ""),
               "marked": row["unsupported"], "held": held(row["text"], row["unsupported"]),
               "citations": [dict(c, equal=at_its_place(c, texts)) for c in row["citations"]],
               "sources": sources.get(one["pid"], []), "seconds": round(seconds.get(one["pid"], 0), 2)}


def at_its_place(citation, texts):
    """Whether the quote is what stands in the file at its span, which counts UTF-16 units."""
    text = texts.get(citation["doc"], b"")
    return text[2 * citation["start"]:2 * citation["end"]] == citation["quote"].encode("utf-16-le")


def held(answer, marked):
    """The numbers and names of an answer that are not within what was marked; a lone word at a sentence's start is none."""
    places = [m.span() for mark in marked if mark for m in re.finditer(re.escape(mark), answer)]
    bare = CITATION.sub(lambda m: " " * len(m.group()), answer)
    found = []
    for claim in CLAIM.finditer(bare):
        starts = not re.search(r"[^\s.!?:\"“*-]\s*$", bare[max(0, claim.start() - 3):claim.start()])
        plain = starts and " " not in claim.group() and claim.group()[0].isalpha()
        if not plain and not any(a < claim.end() and claim.start() < b for a, b in places):
            found.append(claim.group())
    return found


def spelt(text):
    """SQuAD's spelling of an answer, without its citations."""
    bare = "".join(c for c in CITATION.sub(" ", text).lower() if c not in string.punctuation + "“”’‘")
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def tell(rows):
    answered = [r for r in rows if r["answer"].strip() and not r["fault"].startswith("NOT_FOUND")]
    said = [(spelt(r["answer"]), [spelt(g) for g in r["gold"]]) for r in answered]
    holds = sum(any(f" {g} " in f" {a} " for g in gold) for a, gold in said)
    exact = sum(a in gold for a, gold in said)
    given = sum(any(f" {spelt(g)} " in f" {spelt(s['text'])} " for g in r["gold"] for s in r["sources"]) for r in rows)
    quotes = [c for r in rows for c in r["citations"]]
    equal = sum(c["equal"] for c in quotes)
    share = lambda n: f"{n:6} {100 * n / max(1, len(rows)):6.1f}%"
    print(f"questions          {len(rows):6}           {sum(r['seconds'] for r in rows) / max(1, len(rows)):.1f} s each")
    print(f"answer in a source {share(given)}")
    print(f"answered           {share(len(answered))}")
    print(f"holds the answer   {share(holds)}")
    print(f"is the answer      {share(exact)}")
    print(f"with marks         {share(sum(bool(r['marked']) for r in rows))}")
    print(f"marks              {sum(len(r['marked']) for r in rows):6}           {sum(len(r['held']) for r in rows)} numbers and names without")
    print(f"citations          {len(quotes):6}           {sum(c['found'] for c in quotes)} found by llmos, "
          f"{sum(not c['exact'] for c in quotes)} with a mark in their sentence")
    print(f"equal to the text  {equal:6}")
    return equal == len(quotes)


def sheet(rows, size, seed, out):
    answered = [i for i, r in enumerate(rows) if r["answer"].strip()]
    for i in sorted(random.Random(seed).sample(answered, min(size, len(answered)))):
        row = rows[i]
        out.write(f"==== {i}  {row['question']}\n")
        for n, source in enumerate(row["sources"], 1):
            out.write(f"[{n}] {source['doc']}: {source['text']}\n")
        out.write(f"-- right:  {' | '.join(row['gold'])}\n-- answer: {row['answer']}\n")
        out.write(f"-- marked: {' | '.join(row['marked'])}\n-- held:   {' | '.join(row['held'])}\n\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("squad")
    parser.add_argument("--url", help="of a server that speaks chat completions, without /v1")
    parser.add_argument("--cpu", choices=["rom"], help="instead of a server")
    parser.add_argument("--model", default="bench", help="the model's name at the server; llama.cpp takes any")
    parser.add_argument("--questions", type=int, default=200, help="so many, from all over the file (200)")
    parser.add_argument("--window", type=int, default=4096, help="tokens of prompt and reply (4096)")
    parser.add_argument("--reply", type=int, default=60, help="tokens of a reply (60)")
    parser.add_argument("--limit", type=int, help="seconds after which no more are asked")
    parser.add_argument("--wait", type=int, default=300, help="seconds to wait for vectors (300)")
    parser.add_argument("--out")
    parser.add_argument("--sheet")
    parser.add_argument("--sample", type=int, default=50, help="answers on the sheet (50)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (1)")
    args = parser.parse_args()
    if bool(args.url) == bool(args.cpu):
        parser.error("give --url of a server, or --cpu rom")
    machine = Machine()
    try:
        folder = machine.folder / VOLUME
        questions, texts = read(args.squad, folder)
        random.Random(0).shuffle(questions)  # where time ends the run, those that were asked are still from all over
        questions = questions[:args.questions]
        if not machine.mount(folder, args.wait):
            print("not all vectors are there: words alone find the rest", file=sys.stderr)
        machine.run("-c", "cpu use rom" if args.cpu else
                    f"cpu add bench --url {args.url}/v1 --model {args.model} --window {args.window}"
                    f" --set reply={args.reply} --temperature 0; cpu use bench")
        rows = list(records(machine, questions, ask(machine, questions, args.limit), texts))
    finally:
        machine.close()
    if args.out:
        with open(args.out, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if args.sheet:
        with open(args.sheet, "w", encoding="utf-8") as out:
            sheet(rows, args.sample, args.seed, out)
    sys.exit(0 if tell(rows) else 1)


main()
