#!/usr/bin/python3
"""mutate-viewer.py HOUNSFIELD [FILES [SEED]] | HOUNSFIELD --paths PATH ...: what mutate.py gives the command line, opened in the
window (under tests/with-x); or every path that is named.

The law: the viewer lives and answers after each, whether it shows something or says why not."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM, WORDS = sys.argv[1], sys.argv[2:]
PATHS = WORDS[1:] if WORDS[:1] == ["--paths"] else None
sys.argv[1:] = [PROGRAM]  # of mutate.py
try:
    from program import GLib, Program
    if PATHS is None:
        from mutate import A_FOLDER, mutate, np, seeds
except (ImportError, ValueError) as reason:
    print(f"skipped: {reason}")
    sys.exit(77)


def folders(work):
    """Folders of mutated files, one after the other."""
    files, seed = int(WORDS[0]) if WORDS else 480, int(WORDS[1]) if len(WORDS) > 1 else 1
    rng, material = np.random.default_rng(seed), seeds()
    for first in range(0, files, A_FOLDER):
        folder = os.path.join(work, f"s{first}")
        os.mkdir(folder)
        for k in range(min(A_FOLDER, files - first)):
            with open(os.path.join(folder, f"{k:02d}"), "wb") as file:
                file.write(mutate(material[int(rng.integers(len(material)))], rng, material))
        yield folder


def at_rest(program):
    status = program.state("status")
    return status if status[0] in ("empty", "ready") else None


def main():
    counts = {"shown": 0, "told": 0}
    with tempfile.TemporaryDirectory() as work:
        program = Program([PROGRAM])
        program.until("its window", lambda: program.state("status"))
        for path in PATHS or folders(work):
            program.activate("open", GLib.Variant("s", path))
            state, message = program.until("the end of loading", lambda: at_rest(program))
            shown = state == "ready" and not message
            counts["shown" if shown else "told"] += 1
            if PATHS:
                print(f"{'shown' if shown else 'told '}  {os.path.basename(path)}: {message}", flush=True)
            for plane in ("axial", "coronal"):
                program.activate("slice", GLib.Variant("(si)", (plane, 1)))
            program.state("status")
        program.activate_app("quit")
        assert program.process.wait(30) == 0
    print(f"{sum(counts.values())} paths, the viewer lived: {counts}")


if __name__ == "__main__":
    main()
