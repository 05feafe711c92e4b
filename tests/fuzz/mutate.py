#!/usr/bin/python3
"""mutate.py HOUNSFIELD-CLI [FILES [SEED]]: whole series of mutated files through info and export.

The law: hounsfield-cli never crashes, hangs or needs more than 1 GiB of address space, whatever the files say (its loader
processes may die: that is what they are for), and its JSON stays JSON. Same seed, same files. FILES: 10 000 by default;
1 000 in the tests. Prints what was run and counts of outcomes; exits 1 at the first kind of failure."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

try:
    import numpy as np

    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from cases import encodings, frames, geometry, oddities, stacks, values  # noqa: F401
    from cases.maker import CASES
    from sanitizers import reserves_terabytes
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

CLI = os.path.abspath(sys.argv[1])
FILES = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
A_FOLDER = 24  # files
ADDRESS_SPACE = 1 << 20  # KiB
LIMIT = "" if reserves_terabytes(CLI) else f"ulimit -v {ADDRESS_SPACE};"
TOKENS = [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\xfe\xff\0\xe0", b"\xfe\xff\xdd\xe0", b"\xfe\xff\x0d\xe0",
          b"\xe0\x7f\x10\0", b"SQ\0\0\xff\xff\xff\xff", b"UN\0\0\xff\xff\xff\xff", b"\x28\0\x10\0US\2\0\xff\xff", b"DICM", b"\x80"]


def seeds():
    """A file of every way to write one."""
    found = []
    for kind, name, make in CASES:
        if kind not in ("encodings", "frames", "oddities", "stacks") and name not in ("modality_lut_from_zero", "padding_range_upwards", "rt_dose_32_wide",
                                                                "orientation_axial", "overlay_in_the_pixels"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            if make(folder) is None:
                continue
            for file in sorted(os.listdir(folder))[:2]:
                with open(os.path.join(folder, file), "rb") as content:
                    found.append(content.read())
    return found


def mutate(content, rng, others):
    out = bytearray(content)
    for _ in range(int(rng.integers(1, 6))):
        if len(out) < 16:
            break
        # headers count more than pixels
        at = int(rng.integers(0, len(out) if rng.random() < 0.3 else min(len(out), 1400)))
        way = rng.integers(0, 7)
        if way == 0:
            out[at] ^= 1 << int(rng.integers(8))
        elif way == 1:
            out[at] = int(rng.integers(256))
        elif way == 2:
            token = TOKENS[int(rng.integers(len(TOKENS)))]
            out[at: at + len(token)] = token
        elif way == 3:
            del out[at: at + int(rng.integers(1, 64))]
        elif way == 4:
            out[at:at] = out[int(rng.integers(len(out))):][: int(rng.integers(1, 200))]
        elif way == 5:
            del out[int(rng.integers(len(out))):]
        else:
            other = others[int(rng.integers(len(others)))]
            out[at:] = other[at:]
    return bytes(out)


def run(*words):
    limit = f'{LIMIT} exec "$0" "$@"'
    try:
        return subprocess.run(["sh", "-c", limit, CLI, *words], capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        return None


def failure(done, words):
    if done is None:
        return "hangs"
    if done.returncode not in (0, 1):
        return f"exit {done.returncode}: {done.stderr[-300:]}"
    if words[0] == "info":
        try:
            json.loads(done.stdout)
        except ValueError as reason:
            return f"no JSON: {reason}"
    return None


def main():
    rng, material, counts = np.random.default_rng(SEED), seeds(), Counter()
    done_files = 0
    while done_files < FILES:
        with tempfile.TemporaryDirectory() as work:
            folder = os.path.join(work, "s")
            os.mkdir(folder)
            n = min(A_FOLDER, FILES - done_files)
            for k in range(n):
                content = mutate(material[int(rng.integers(len(material)))], rng, material)
                with open(os.path.join(folder, f"{k:02d}"), "wb") as file:
                    file.write(content)
            for words in (["info", folder, "--json"], ["export", folder, "-o", os.path.join(work, "o.npy")]):
                done = run(*words)
                reason = failure(done, words)
                if reason:
                    print(f"files {done_files}-{done_files + n} of seed {SEED}: {words[0]}: {reason}")
                    sys.exit(1)
                counts[f"{words[0]} exit {done.returncode}"] += 1
                if words[0] == "export" and done.returncode == 1 and counts["last info"] == 0:
                    print(f"files {done_files}-{done_files + n}: info shows a series, export: {done.stderr.decode(errors='replace')}")
                counts["last info"] = done.returncode
                if words[0] == "info":
                    result = json.loads(done.stdout)
                    counts["images shown"] += sum(s["images"] for s in result["series"])
                    counts.update(f"rejected {r['code']}" for r in result["rejected"])
                    counts.update(f"slice {w['code']}" for s in result["series"] for w in s["warnings"]
                                  if w["code"] in ("DECODER_DIED", "TIMEOUT", "CORRUPT", "TRUNCATED_SLICE"))
            done_files += n
    del counts["last info"]
    print(f"{done_files} mutated files of {len(material)} seeds, 0 crashes of hounsfield-cli in 1 GiB of address space")
    for name, count in sorted(counts.items()):
        print(f"{count:8}  {name}")


if __name__ == "__main__":
    main()
