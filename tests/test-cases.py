#!/usr/bin/python3
"""test-cases.py HOUNSFIELD-CLI [-v] [PATTERN ...]: every case of tests/cases through info, export and probe.

The law: a case is right (voxels, places, warnings), or refused with a reason, never wrong without a word. A table by kind
comes at the end."""

import fnmatch
import json
import os
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor

try:
    import numpy as np
    import pydicom  # noqa: F401

    from cases import (colors, damage, encodings, frames, geometry, grouping, htj2k, names, oddities, series, stacks,  # noqa: F401
                       values)
    from cases.maker import CASES, Refused, Shown, Survives, Want
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

warnings.simplefilter("ignore")
CLI = os.path.abspath(sys.argv[1])
VERBOSE = "-v" in sys.argv
PATTERNS = [word for word in sys.argv[2:] if not word.startswith("-")]


class Wrong(Exception):
    pass


def call(*words):
    done = subprocess.run([CLI, *map(str, words)], capture_output=True, timeout=900)
    done.stderr = done.stderr.decode(errors="replace")
    if done.returncode not in (0, 1):
        raise Wrong(f"exit {done.returncode} of {words[0]}: {done.stderr[:300]}")
    return done


def info(path):
    done = call("info", path, "--json")
    result = json.loads(done.stdout)
    if done.returncode == 1 and not (result["rejected"] or result["warnings"] or not done.stderr):
        raise Wrong("refused without a reason")
    return result


def require(truth, words):
    if not truth:
        raise Wrong(words)


def codes_of(warned):
    return sorted(w["code"] for w in warned)


def check_places(want, got):
    columns, rows, slices = want.values.shape[::-1]
    require(got["size"] == [columns, rows, slices], f"size {got['size']}, not {[columns, rows, slices]}")
    if want.spacing is not None:
        require(np.allclose(got["spacing"][:2], want.spacing, atol=1e-9), f"spacing {got['spacing']}")
    if want.origins is None:
        return
    row, column = np.array(want.cosines[:3], float), np.array(want.cosines[3:], float)
    normal = np.cross(row, column)
    near = want.place_tolerance
    require(np.allclose(got["direction"], [*row, *column, *normal], atol=max(near, 1e-9)), f"direction {got['direction']}")
    require(np.allclose(got["origin"], want.origins[0], atol=1e-9), f"origin {got['origin']}, not {want.origins[0]}")
    positions = want.origins @ normal
    require(np.allclose(got["positions"], positions, atol=near * max(1, abs(positions).max())), f"positions {got['positions']}")
    if slices > 1:
        gaps = np.sort(np.diff(positions))
        require(abs(got["spacing"][2] - gaps[len(gaps) // 2]) < max(near, 1e-6), f"spacing {got['spacing']}")


def close(a, b, tolerance):
    return abs(float(a) - float(b)) <= tolerance + 1e-9 + 1e-6 * abs(float(b))


def check_values(path, want, index, folder):
    out = os.path.join(folder, "out.npy")
    done = call("export", path, "--series", index, "-o", out)
    require(done.returncode == 0, f"export: {done.stderr}")
    loaded = np.load(out)
    require(loaded.shape == want.values.shape, f"array {loaded.shape}")
    data = np.ones(loaded.shape, bool) if want.padding is None else ~want.padding
    error = np.abs(loaded.astype(float) - want.values)
    error[~data] = 0
    worst = np.unravel_index(error.argmax(), error.shape)
    require(
        (error <= want.tolerance + 1e-6 * np.abs(want.values)).all(),
        f"{(error > want.tolerance).sum()} voxels wrong, {worst} is {loaded[worst]}, not {want.values[worst]}",
    )


def check_probes(path, want, index):
    if want.origins is None or want.spacing is None:
        return
    columns, rows, slices = want.values.shape[::-1]
    rng = np.random.default_rng(5)
    places = [(0, 0, 0), (columns - 1, 0, slices - 1), (0, rows - 1, slices // 2)]
    places += [tuple(int(x) for x in rng.integers(0, (columns, rows, slices))) for _ in range(5)]
    words = []
    for i, j, k in places:
        mm = want.origins[k] + i * want.spacing[0] * np.array(want.cosines[:3]) + j * want.spacing[1] * np.array(want.cosines[3:])
        words.append("--at=" + ",".join(f"{x:.12g}" for x in mm))
    done = call("probe", path, "--series", index, "--interpolation", "nearest", *words, "--json")
    require(done.returncode == 0, f"probe: {done.stderr}")
    for (i, j, k), probe in zip(places, json.loads(done.stdout)["probes"]):
        if want.padding is not None and want.padding[k, j, i]:
            require(probe["hu"] is None, f"probe of padding at {(i, j, k)}: {probe}")
            continue
        require(probe["voxel"] == [i, j, k], f"probe of {(i, j, k)} found {probe}")
        require(
            probe["hu"] is not None and close(probe["hu"], want.values[k, j, i], want.tolerance),
            f"probe of {(i, j, k)}: {probe}, not {want.values[k, j, i]}",
        )


def check_series(path, want, index, result, folder):
    got = result["series"][index]
    check_places(want, got)
    others = ["OTHER_SERIES"] if len(result["series"]) > 1 and index == 0 else []
    if want.codes is not None:
        require(codes_of(got["warnings"]) == sorted([*want.codes, *others]), f"warnings {got['warnings']}")
    for name, value in want.more.items():
        same = close(got[name], value, 1e-3) if isinstance(value, (int, float)) else got[name] == value
        if isinstance(value, list) and value and isinstance(value[0], (int, float)):
            same = len(got[name]) == len(value) and np.allclose(got[name], value, atol=1e-6)
        require(same, f"{name} is {got[name]}, not {value}")
    check_values(path, want, index, folder)
    check_probes(path, want, index)


def check(path, wants, folder):
    """'right' or 'refused'; Wrong."""
    result = info(path)
    if isinstance(wants, Shown):
        out = os.path.join(folder, "out.npy")
        done = call("export", path, "--series", wants.word, "-o", out)
        require(done.returncode == 0, f"export: {done.stderr}")
        values = np.load(out)
        require(values.shape == wants.values.shape, f"shape {values.shape}")
        require(np.abs(values - wants.values).max() <= wants.tolerance, "other values")
        require(wants.code is None or f"{wants.code}:" in done.stderr, f"no {wants.code}: {done.stderr}")
        return "right"
    if isinstance(wants, Survives):
        for index in range(len(result["series"])):
            call("export", path, "--series", index, "-o", os.path.join(folder, "out.npy"))
        return "right" if result["series"] else "refused"
    if isinstance(wants, Refused):
        found = codes_of(result["rejected"]) + codes_of(result["warnings"])
        for got in result["series"]:
            found += codes_of(got["warnings"])
        require(not result["series"] or call("export", path, "-o", os.path.join(folder, "o.npy")).returncode == 1,
                f"shown: {result['series']}")
        require(set(found) & set(wants.codes), f"codes {found}, not {wants.codes}")
        return "refused"
    wants = [wants] if isinstance(wants, Want) else wants
    if wants[0].may_refuse and not result["series"]:
        return "refused"
    if wants[0].only_first:
        check_series(path, wants[0], 0, result, folder)
        return "right"
    require(len(result["series"]) == len(wants),
            f"{len(result['series'])} series, not {len(wants)}: {result['rejected']} {result['warnings']}")
    for index, want in enumerate(wants):
        check_series(path, want, index, result, folder)
        if want.rejected is not None:
            require(codes_of(result["rejected"]) == sorted(want.rejected), f"rejected {result['rejected']}")
        if index == 0:
            require(codes_of(result["warnings"]) == want.top_codes, f"warnings of the path {result['warnings']}")
    return "right"


def run(one):
    kind, name, make = one
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = os.path.join(folder, "case")
        os.mkdir(path)
        try:
            wants = make(path)
            if wants is None:
                return kind, name, "skipped", ""
            if isinstance(wants, tuple):  # another path than the folder
                path, wants = wants
            return kind, name, check(path, wants, folder), ""
        except Wrong as reason:
            return kind, name, "wrong", str(reason)
        except subprocess.TimeoutExpired as reason:
            return kind, name, "wrong", f"hangs: {reason}"


def main():
    chosen = [c for c in CASES if not PATTERNS or any(fnmatch.fnmatch(f"{c[0]}.{c[1]}", p) for p in PATTERNS)]
    table = {}
    with ThreadPoolExecutor(2) as pool:
        for kind, name, outcome, reason in pool.map(run, chosen):
            table.setdefault(kind, []).append(outcome)
            if VERBOSE or outcome == "wrong":
                print(f"{kind}.{name}: {outcome} {reason[:600]}", flush=True)
    outcomes = ("right", "refused", "wrong", "skipped")
    print("".join(f"{word:>10}" for word in ("kind", "cases", *outcomes)))
    for kind, found in [*table.items(), ("all", sum(table.values(), []))]:
        print("".join(f"{word:>10}" for word in (kind, len(found), *map(found.count, outcomes))))
    sys.exit(any("wrong" in found for found in table.values()))


if __name__ == "__main__":
    main()
