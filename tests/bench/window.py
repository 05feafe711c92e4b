#!/usr/bin/python3
"""What a hand waits for in the real window, seen from outside: its start, and each step of the wheel and of a window drag.

usage: window.py PROGRAM PATH [WIDTH HEIGHT]   (under tests/with-x, with HF_SCREEN no smaller than the window)

A step lasts from the input until its frame is whole on the X server's screen (screen.py); its CPU is that of all the viewer's threads.
The window of 2480 x 940 has three slice views of 800 x 800 pixels and nothing else, that of 2000 x 1960 has them beside everything; the budgets
are those of docs/performance.md."""
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time

from screen import Screen

STEPS = 40
PERIOD = 0.06  # s between two steps
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def cpu_ms(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


def peak_mib(pid):
    return next(int(line.split()[1]) / 1024 for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM:"))


def idle(pid, screen):
    """Waits until for a second nothing has changed and nothing was computed."""
    before = -1000
    while cpu_ms(pid) - before > 20:
        before = cpu_ms(pid)
        screen.settle(1)


@contextlib.contextmanager
def alone(program, path, screen, **settings):
    """A viewer that starts with other settings; its process and its window."""
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(folder + "/glib-2.0/settings")
        with open(folder + "/glib-2.0/settings/keyfile", "w") as file:
            lines = "".join("%s='%s'\n" % setting for setting in settings.items())
            file.write("[io/github/hounsfield_viewer/Hounsfield]\n" + lines)
        environment = os.environ | {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": folder}
        viewer, window, _ = start([program, path], screen, environment)
        idle(viewer.pid, screen)
        yield viewer, window
        viewer.terminate()
        viewer.wait()


def start(command, screen, environment=None):
    """The process, its window, and the ms until the window is mapped, until there is a slice, and until all slices are there: the
    middles of the axial and of the sagittal view are then what they are in the end."""
    begin = time.monotonic()
    viewer = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    while not (window := screen.window()):
        if viewer.poll() is not None:
            sys.exit("window.py: the viewer ended")
    mapped = time.monotonic()
    size = window.get_geometry()
    strips = [(size.width * share // 1000, size.height // 5, 16, size.height // 6) for share in (230, 640)]
    seen = []
    while (now := screen.frame(3)) or len(seen) < 2:
        if now:
            seen.append((now, [screen.pixels(*strip) for strip in strips]))
    there = [next(at for at, pictures in seen if pictures[n] == seen[-1][1][n]) for n in range(2)]
    return viewer, window, [(at - begin) * 1000 for at in (mapped, there[0], max(there))]


def steps(screen, pid, step):
    """Wall of the median and of the worst step, CPU of one; ms."""
    walls, before = [], cpu_ms(pid)
    for _ in range(STEPS):
        begin = time.monotonic()
        step()
        done = screen.frame(1)
        walls.append((done or time.monotonic()) - begin)
        while (left := begin + PERIOD - time.monotonic()) > 0:
            screen.frame(left)
    idle(pid, screen)
    return statistics.median(walls) * 1000, max(walls) * 1000, (cpu_ms(pid) - before) / STEPS


def say(name, value, goal, unit, more=""):
    print("%-27s %8.1f %-5s%s%s" % (name, value, unit, "goal %-5g" % goal if goal else " " * 10, more), flush=True)


def say_steps(screen, viewer, window, width, height, where):
    screen.resize(window, width, height)
    screen.move(400, 300)
    idle(viewer.pid, screen)
    for name, step in (("slice step", screen.wheel), ("window drag", lambda: screen.move(3, 0, relative=True))):
        if name == "window drag":
            screen.button(1, True)
        median, worst, cpu = steps(screen, viewer.pid, step)
        say(name + where, median, 16, "ms", "worst %.0f ms, CPU %.1f ms" % (worst, cpu))
    screen.button(1, False)


def main(program, path, width=2000, height=1960):
    screen = Screen()
    with alone(program, path, screen, layout="row") as (viewer, window):
        say("peak memory, no surface", peak_mib(viewer.pid), None, "MiB")
    with alone(program, path, screen, layout="row", inspector="folded", preview="folded") as (viewer, window):
        say_steps(screen, viewer, window, 2480, 940, ", three views")
    viewer, window, times = start([program, path], screen)
    for name, value, goal in zip(("window is mapped", "first slice is seen", "all slices are seen"), times, (300, 500, 700)):
        say(name, value, goal, "ms")
    idle(viewer.pid, screen)
    say("peak memory", peak_mib(viewer.pid), None, "MiB")
    say_steps(screen, viewer, window, int(width), int(height), "")
    viewer.terminate()
    viewer.wait()


main(*sys.argv[1:])
