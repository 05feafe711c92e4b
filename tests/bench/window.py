#!/usr/bin/python3
"""CPU time of the whole viewer for each step of a hand: wheel over the axial view, window drag, threshold key; and its start.

usage: window.py PROGRAM PATH   (under tests/with-x). A step's cost is its share of the process's user and system time, all threads;
the budget of docs/performance.md is 16 ms. The window has its first size, 1600 x 960 where the screen is large enough."""
import os
import subprocess
import sys
import time

STEPS = 40
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def cpu_ms(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


def xdotool(*words):
    return subprocess.run(("xdotool",) + words, check=False, capture_output=True, text=True).stdout.split()


def idle(pid):
    """Waits until the process has rested for a second."""
    before = -1
    while cpu_ms(pid) - before > 20:
        before = cpu_ms(pid)
        time.sleep(1)


def cost(pid, *words):
    idle(pid)
    begin = cpu_ms(pid)
    xdotool(*words)
    idle(pid)
    return (cpu_ms(pid) - begin) / STEPS


def drag(dx):
    return ["sleep", "0.06", "mousemove_relative", "--", str(dx), "0"] * STEPS


def peak_mib(pid):
    return next(int(line.split()[1]) / 1024 for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM:"))


def main(program, path):
    begin = time.monotonic()
    viewer = subprocess.Popen([program, path], stderr=subprocess.DEVNULL)
    while not (windows := xdotool("search", "--onlyvisible", "--pid", str(viewer.pid), "--name", "Hounsfield")):
        if viewer.poll() is not None:
            sys.exit("window.py: the viewer ended")
    shown = (time.monotonic() - begin) * 1000
    axial = ["mousemove", "--window", windows[0], "300", "200"]
    rows = [("window is mapped", shown, 300, "ms")]
    for name, words in (("slice step", axial + ["click", "--repeat", str(STEPS), "--delay", "60", "5"]),
                        ("window drag", axial + ["mousedown", "1"] + drag(3) + ["mouseup", "1"])):
        rows.append((name, cost(viewer.pid, *words), 16, "ms of CPU a step"))
    rows.append(("peak memory", peak_mib(viewer.pid), None, "MiB"))
    for name, value, goal, unit in rows:
        print("%-22s %10.1f %-18s %s" % (name, value, unit, f"goal {goal}" if goal else ""))
    viewer.terminate()
    viewer.wait()


main(*sys.argv[1:3])
