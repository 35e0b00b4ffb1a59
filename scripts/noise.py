"""Runs the comparisons of scripts/noise: starts the demo store, puts a small
proxy before it that delays one step or adds one field, audits, compares, counts.
"""

import http.client
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STEP = "/checkout/delivery"
FORM = "/checkout"
DELAY_S = 0.3
FIELD = (
    b'<p><label for="company-no">Company number</label> '
    b'<input id="company-no" name="company-no" required></p>'
)
RUNS = 5


class Proxy(BaseHTTPRequestHandler):
    """Passes everything on to the store; the class says what it changes."""

    protocol_version = "HTTP/1.1"
    store = None
    delay = False
    field = False

    def log_message(self, *_):
        pass

    def pass_on(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        path = self.path.split("?")[0]
        if Proxy.delay and path == STEP and self.command == "GET":
            time.sleep(DELAY_S)
        store = http.client.HTTPConnection("127.0.0.1", Proxy.store, timeout=30)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("accept-encoding", "connection")}
        store.request(self.command, self.path, body, headers)
        answer = store.getresponse()
        text = answer.read()
        if Proxy.field and path == FORM and b"</fieldset>" in text:
            text = text.replace(b"</fieldset>", FIELD + b"</fieldset>", 1)
        elif Proxy.field and path == FORM:
            text = text.replace(b"<button", FIELD + b"<button", 1)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)
        store.close()

    do_GET = do_POST = do_HEAD = pass_on


def audit(binary, url, folder):
    done = subprocess.run(
        [binary, "audit", url, "--quiet", "--device", "mobile", "--throttle", "none", "--pace", "0ms",
         "--max-pages", "8", "--runs", str(RUNS), "--output", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder.parent,
    )
    if done.returncode != 0:
        print(f"  audit ended with {done.returncode}: {done.stderr.strip()}", file=sys.stderr)
    shutil.rmtree(folder / "blobs", ignore_errors=True)
    (folder / "evidence.json").unlink(missing_ok=True)
    return folder


def compare(binary, base, head):
    done = subprocess.run(
        [binary, "compare", str(base), str(head), "--format", "json", "--fail-on", "none"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=base.parent,
    )
    return json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr.strip()}


def bars(result):
    return sorted({c["code"] for c in result["not_comparable"] if c["part"] == "timings"})


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    pairs, delays, fields = [int(n) for n in (sys.argv[2:] + ["30", "20", "5"][len(sys.argv) - 2:])]
    shop = subprocess.Popen([binary, "demo", "--serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    proxy = None
    try:
        Proxy.store = int(shop.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
        proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{proxy.server_address[1]}/"
        with tempfile.TemporaryDirectory() as place:
            measure(binary, url, pathlib.Path(place), pairs, delays, fields)
    finally:
        if proxy:
            proxy.shutdown()
        shop.terminate()
        shop.wait()


def measure(binary, url, place, pairs, delays, fields):
    rows = []
    plain = [audit(binary, url, place / "a0")]

    def note(kind, result, wanted):
        if "error" in result:
            print(f"  {kind}: {result['error']}", file=sys.stderr)
            return "error"
        told = [f["message"] for f in result["facts"] if f["change"] == "worse"]
        told += [f"{f['change']} {f['rule']}" for f in result["findings"] if f["change"] in ("new", "worse") and not f["clocked"]]
        slow = [f"{t['step']['goal']} {t['metric']} p {t['p_holm']:.3f}" for t in result["timings"] if t["change"] == "worse"]
        print(f"  {kind}: facts {told or 'none'}; slower {slow or 'none'}; barred {bars(result) or 'nothing'}", file=sys.stderr, flush=True)
        return wanted(result, told, slow)

    def tally(name, wish, said):
        hits = sum(one is True for one in said)
        barred = sum(one == "barred" for one in said)
        errors = sum(one == "error" for one in said)
        rows.append((name, len(said), hits, barred, errors, wish))

    said = []
    for n in range(1, pairs + 1):
        plain.append(audit(binary, url, place / f"a{n}"))
        result = compare(binary, plain[n - 1], plain[n])
        said.append(note(f"A/A {n}", result, lambda _, told, slow: (told == [], slow == [], bars(_))))
    facts = [one if isinstance(one, str) else one[0] for one in said]
    tally("A/A: no fact or finding worse", "all", facts)
    times = [one if isinstance(one, str) else ("barred" if one[2] else one[1]) for one in said]
    tally("A/A: no timing worse", "all", times)

    Proxy.delay, said = True, []
    for n in range(delays):
        head = audit(binary, url, place / f"d{n}")
        result = compare(binary, plain[-1], head)
        found = lambda r, _, slow: "barred" if bars(r) else any(s.startswith("shipping usable_ms") for s in slow)
        said.append(note(f"delay {n + 1}", result, found))
    tally("300 ms more in one step: found", "19 of 20", said)

    Proxy.delay, Proxy.field, said = False, True, []
    for n in range(fields):
        head = audit(binary, url, place / f"f{n}")
        result = compare(binary, plain[-1], head)
        said.append(note(f"field {n + 1}", result, lambda _, told, __: any("required field was added" in t for t in told)))
    tally("one more required field: found", "all", said)

    print(f"{'':34} {'comparisons':>11} {'held':>5} {'barred':>7} {'errors':>7}  wanted")
    for name, count, hits, barred, errors, wish in rows:
        print(f"{name:34} {count:>11} {hits:>5} {barred:>7} {errors:>7}  {wish}")
    print("barred: the machine was too busy or changed its speed, so no timing was compared")


main()
