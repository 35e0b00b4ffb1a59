"""Runs the comparisons of scripts/noise: starts a store, puts a small proxy before it that delays a
step, slows a page or adds a field, walks, compares, counts.

A report needs five walks, so 60 reports of walks of their own take hours. Pooling takes less: for each
variant a pool of walks is measured, in batches of five that take turns with those of the plain store,
and each comparison draws two sets of five batches' worth without a walk in common (plain against
plain, or plain against changed). Draws share walks with other draws, so they are not independent: the
share that is found is an honest estimate of how often a comparison finds it, and its spread is that of
the number of batches, which is printed beside it. --fresh draws nothing and compares each report with
the one before it.
"""

import argparse
import http.client
import json
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RUNS = 5
# Batches of a pool: plain ones are drawn in pairs and need more.
BATCHES = {"plain": 4, "delay": 2, "slower": 2, "field": 1}
DELAY_S = 0.3
# Pages of a store on this machine take a third of a second, of which 20 % lie under the floor of
# 200 ms that keeps changes out which no shopper notices. So the product's page takes this much longer
# in every variant, and "20 % slower" is 20 % of that page.
SLOW_PAGE_S = 1.25
SLOWER = 0.2
STORES = {
    "demo": {
        "step": lambda method, path: (method, path) == ("GET", "/checkout/delivery"),
        "goal": "shipping",
        "form": lambda path: path == "/checkout",
        "product": lambda path: path.startswith("/p/"),
    },
    "oscar": {
        "step": lambda method, path: method == "GET" and path.endswith("/checkout/shipping-method/"),
        "goal": "shipping",
        "form": lambda path: path.endswith("/checkout/shipping-address/"),
        "product": lambda path: path.startswith("/catalogue/") and "/category/" not in path and path.rstrip("/")[-1:].isdigit(),
    },
}
FIELD = (
    b'<p><label for="company-no">Company number</label> '
    b'<input id="company-no" name="company-no" required></p>'
)


class Proxy(BaseHTTPRequestHandler):
    """Passes everything on to the store; the class says what it changes."""

    protocol_version = "HTTP/1.1"
    store = None
    rules = None
    variant = "plain"
    slow_s = 0.0

    def log_message(self, *_):
        pass

    def pass_on(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        path = self.path.split("?")[0]
        if Proxy.variant == "delay" and Proxy.rules["step"](self.command, path):
            time.sleep(DELAY_S)
        if self.command == "GET" and Proxy.rules["product"](path):
            time.sleep(SLOW_PAGE_S + (Proxy.slow_s if Proxy.variant == "slower" else 0))
        store = http.client.HTTPConnection("127.0.0.1", Proxy.store, timeout=30)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("accept-encoding", "connection")}
        try:
            store.request(self.command, self.path, body, headers)
            answer = store.getresponse()
            text = answer.read()
        except OSError as error:
            self.send_error(502, str(error))
            return
        if Proxy.variant == "field" and Proxy.rules["form"](path):
            at = b"</fieldset>" if b"</fieldset>" in text else b"<button"
            place = text.rfind(at) if at == b"<button" else text.find(at)
            if place >= 0:
                text = text[:place] + FIELD + text[place:]
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            try:
                self.wfile.write(text)
            except (BrokenPipeError, ConnectionResetError):
                pass
        store.close()

    do_GET = do_POST = do_HEAD = pass_on


class Bench:
    """One store behind the proxy, and the folder of its reports."""

    def __init__(self, binary, name, url, folder, goal):
        self.binary, self.name, self.url, self.folder, self.goal = binary, name, url, folder, goal
        folder.mkdir(parents=True, exist_ok=True)

    def audit(self, variant, name):
        """A report of five walks; one that is there already is kept."""
        report = self.folder / name / "report.json"
        if report.exists():
            return report
        Proxy.variant = variant
        done = subprocess.run(
            [self.binary, "audit", self.url, "--quiet", "--device", "mobile", "--throttle", "none", "--pace", "0ms",
             "--max-pages", "8", "--runs", str(RUNS), "--probes", "none", "--output", str(report.parent),
             "--no-scan", "--format", "json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.folder,
        )
        Proxy.variant = "plain"
        if done.returncode != 0:
            print(f"  audit ended with {done.returncode}: {done.stderr.strip()}", file=sys.stderr)
        shutil.rmtree(report.parent / "blobs", ignore_errors=True)
        (report.parent / "evidence.json").unlink(missing_ok=True)
        print(f"  {self.name}: {name} walked", file=sys.stderr, flush=True)
        return report

    def compare(self, base, head):
        done = subprocess.run(
            [self.binary, "compare", str(base), str(head), "--format", "json", "--fail-on", "none"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder,
        )
        return json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr.strip()}

    def pool(self, variant, batches):
        """The reports of a variant's batches: each must have all its walks, on the same path."""
        reports = [json.loads(self.audit(variant, f"{variant}-{n}").read_text()) for n in range(batches)]
        goals = [[s["goal"] for s in r["journeys"][0]["steps"]] for r in reports]
        whole = [r for r, way in zip(reports, goals)
                 if way == goals[0] and r["journeys"][0]["runs"]["measured"] == RUNS]
        if len(whole) < len(reports):
            print(f"  {self.name}: {len(reports) - len(whole)} batches of {variant} went another way", file=sys.stderr)
        return whole

    def drawn(self, reports, walks, name, started):
        """A report of these walks (batch and number), written as cartwalk would have."""
        told = json.loads(json.dumps(reports[walks[0][0]]))
        told["run"]["started_at"] = started
        told["run"]["conditions"]["host_speed"] = statistics.median(
            reports[b]["run"]["conditions"]["host_speed"] for b, _ in walks)
        told["run"]["doubts"] = sorted({d for b, _ in walks for d in reports[b]["run"]["doubts"]})
        walk = told["journeys"][0]
        places = [(walk, lambda r: r["journeys"][0])]
        places += [(step, lambda r, at=at: r["journeys"][0]["steps"][at]) for at, step in enumerate(walk["steps"])]
        for place, read in places:
            kept = []
            for one in place["measures"]:
                values = [m["values"][n] for b, n in walks for m in read(reports[b])["measures"]
                          if m["metric"] == one["metric"] and len(m["values"]) == RUNS]
                if not values:
                    continue
                kept.append({"metric": one["metric"], "n": len(values), "median": statistics.median(values), "min": min(values),
                             "max": max(values), "spread": max(values) - min(values), "values": values})
            place["measures"] = kept
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(told))
        return path


def bars(result):
    return sorted({c["code"] for c in result["not_comparable"] if c["part"] == "timings"})


def read(result, kind, wanted):
    """What a comparison said, and whether it is what was wanted."""
    if "error" in result:
        print(f"  {kind}: {result['error']}", file=sys.stderr)
        return "error"
    told = [f["message"] for f in result["facts"] if f["change"] == "worse"]
    told += [f"{f['change']} {f['rule']}" for f in result["findings"] if f["change"] in ("new", "worse") and not f["clocked"]]
    slow = [f"{t['step']['goal']} {t['metric']} p {t['p_holm']:.3f}" for t in result["timings"] if t["change"] == "worse"]
    print(f"  {kind}: facts {told or 'none'}; slower {slow or 'none'}; barred {bars(result) or 'nothing'}", file=sys.stderr, flush=True)
    return wanted(told, slow, bars(result))


WANTED = {
    "delay": lambda goal: lambda _, slow, barred: "barred" if barred else any(s.startswith(f"{goal} usable_ms") for s in slow),
    "slower": lambda _: lambda __, slow, barred: "barred" if barred else any(s.startswith("product ") for s in slow),
    "field": lambda _: lambda told, __, ___: any("required field was added" in t for t in told),
}


def pairs(bench, pools, kind, count, fresh):
    """Base and head of each comparison."""
    dice = random.Random(f"{bench.name} {kind}")
    plain = pools["plain"]
    for n in range(count):
        if fresh:
            base = bench.audit("plain", f"fresh-{kind}-{n}-base")
            yield base, bench.audit("plain" if kind == "aa" else kind, f"fresh-{kind}-{n}-head")
            continue
        walks = [(b, r) for b in range(len(plain)) for r in range(RUNS)]
        drawn = dice.sample(walks, 2 * RUNS)
        base = bench.drawn(plain, drawn[:RUNS], "base", "2026-01-01T00:00:00Z")
        if kind == "aa":
            head = bench.drawn(plain, drawn[RUNS:], "head", "2026-01-02T00:00:00Z")
        else:
            changed = pools[kind]
            walks = [(b, r) for b in range(len(changed)) for r in range(RUNS)]
            head = bench.drawn(changed, dice.sample(walks, RUNS), "head", "2026-01-02T00:00:00Z")
        yield base, head


def measure(bench, counts, fresh):
    """The rows of one store."""
    first = json.loads(bench.audit("plain", "plain-0").read_text())
    step = next(s for s in first["journeys"][0]["steps"] if s["goal"] == "product")
    usable = next(m["median"] for m in step["measures"] if m["metric"] == "usable_ms")
    Proxy.slow_s = SLOWER * usable / 1000
    wanted = {kind for kind, count in counts.items() if count}
    order = [(v, n) for n in range(max(BATCHES.values())) for v in BATCHES if n < BATCHES[v] and (v == "plain" or v in wanted)]
    if not fresh:
        for variant, n in order:
            bench.audit(variant, f"{variant}-{n}")
    pools = {v: [] if fresh else bench.pool(v, BATCHES[v]) for v in BATCHES if v == "plain" or v in wanted}
    rows = []

    def tally(name, said, wish):
        hits, barred, errors = (sum(one is w if w is True else one == w for one in said) for w in (True, "barred", "error"))
        batches = "fresh" if fresh else "+".join(str(len(p)) for p in pools.values())
        rows.append((bench.name, name, len(said), hits, barred, errors, batches, wish))

    facts, times = [], []
    for n, (base, head) in enumerate(pairs(bench, pools, "aa", counts["aa"], fresh)):
        said = read(bench.compare(base, head), f"{bench.name} A/A {n + 1}", lambda told, slow, barred: (told == [], "barred" if barred else slow == []))
        facts.append(said if isinstance(said, str) else said[0])
        times.append(said if isinstance(said, str) else said[1])
    tally("A/A: no fact or finding worse", facts, "all")
    tally("A/A: no timing worse", times, "all")
    for kind, name, wish in [("delay", "300 ms more in one step: found", "19 of 20"),
                             ("slower", f"a page 20 % slower ({Proxy.slow_s * 1000:.0f} ms): found", "19 of 20"),
                             ("field", "one more required field: found", "all")]:
        said = [read(bench.compare(base, head), f"{bench.name} {kind} {n + 1}", WANTED[kind](bench.goal))
                for n, (base, head) in enumerate(pairs(bench, pools, kind, counts[kind], fresh))]
        tally(name, said, wish)
    return rows


def start(binary, name):
    """The store's port and how to end it."""
    if name == "demo":
        shop = subprocess.Popen([binary, "demo", "--serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
        port = int(shop.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
        return port, lambda: (shop.terminate(), shop.wait())
    scripts = pathlib.Path("tests/real_stores") / name
    subprocess.run([scripts / "install"], check=True, stdout=subprocess.DEVNULL)
    url = subprocess.run([scripts / "start"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1]
    return urllib.parse.urlsplit(url).port, lambda: subprocess.run([scripts / "stop"], check=False)


def main():
    asked = argparse.ArgumentParser(prog="scripts/noise")
    asked.add_argument("binary", type=pathlib.Path)
    asked.add_argument("--store", default="demo")
    for name, count in [("aa", 30), ("delays", 20), ("slower", 20), ("fields", 5)]:
        asked.add_argument(f"--{name}", type=int, default=count)
    asked.add_argument("--keep", type=pathlib.Path)
    asked.add_argument("--fresh", action="store_true")
    asked = asked.parse_args()
    binary = str(asked.binary.resolve())
    counts = {"aa": asked.aa, "delay": asked.delays, "slower": asked.slower, "field": asked.fields}
    rows = []
    with tempfile.TemporaryDirectory() as place:
        keep = (asked.keep or pathlib.Path(place)).resolve()
        for name in asked.store.split(","):
            Proxy.rules = STORES[name]
            Proxy.store, stop = start(binary, name)
            proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
            proxy.daemon_threads = True
            threading.Thread(target=proxy.serve_forever, daemon=True).start()
            try:
                url = f"http://127.0.0.1:{proxy.server_address[1]}/"
                rows += measure(Bench(binary, name, url, keep / name, STORES[name]["goal"]), counts, asked.fresh)
            finally:
                proxy.shutdown()
                stop()
    print(f"{'store':6} {'':40} {'comparisons':>11} {'held':>5} {'barred':>7} {'errors':>7} {'batches':>9}  wanted")
    for store, name, count, hits, barred, errors, batches, wish in rows:
        print(f"{store:6} {name:40} {count:>11} {hits:>5} {barred:>7} {errors:>7} {batches:>9}  {wish}")
    print(f"batches: of {RUNS} walks each that the comparisons are drawn from, plain first; fresh: each of walks of its own")
    print("barred: the machine was too busy or changed its speed, so no timing was compared")


main()
