#!/usr/bin/python3
"""test-cli-render.py HOUNSFIELD-CLI: the command render from outside.

The laws: a ball is drawn in the middle, as large as it is; a volume and the mesh file made of it give the same picture; the
options change what they say; bad input gives a reason and exit 1, wrong usage exit 2, and no file."""

import os
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

try:
    import numpy as np
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

CLI = os.path.abspath(sys.argv[1])
N = 48


def call(*words, **environment):
    return subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, timeout=900,
                          env={**os.environ, **environment})


def read_png(path):
    """8-bit RGBA as height x width x 4."""
    with open(path, "rb") as file:
        data = file.read()
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, bits, color = struct.unpack(">IIBB", data[at + 8:at + 18])
            assert (bits, color) == (8, 6)
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += size + 12
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 4 * width)
    out = np.zeros((height, width, 4), np.uint8)
    above = np.zeros((width, 4), np.int64)
    for y, row in enumerate(rows):
        line = row[1:].reshape(width, 4).astype(np.int64)
        if row[0] in (0, 2):
            now = (line + (above if row[0] == 2 else 0)) & 255
        elif row[0] == 1:
            now = np.cumsum(line, 0) & 255
        else:
            now = np.zeros_like(line)
            left, corner = np.zeros(4, np.int64), np.zeros(4, np.int64)
            for x in range(width):
                if row[0] == 3:
                    guess = (left + above[x]) // 2
                else:
                    p = left + above[x] - corner
                    pa, pb, pc = abs(p - left), abs(p - above[x]), abs(p - corner)
                    guess = np.where((pa <= pb) & (pa <= pc), left, np.where(pb <= pc, above[x], corner))
                now[x] = left = (line[x] + guess) & 255
                corner = above[x]
        out[y] = above = now
    return out


class Render(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.volume = os.path.join(cls.folder.name, "v.npy")
        k, j, i = np.mgrid[0:N, 0:N, 0:N]
        ball = 100 * (14 - np.sqrt((i - 24) ** 2 + (j - 24) ** 2 + (k - 24) ** 2))
        np.save(cls.volume, np.round(ball).astype("<i2"))
        probe = call("render", cls.volume, "--level", 0, "-o", os.path.join(cls.folder.name, "p.png"))
        if "apt install" in probe.stderr:
            raise unittest.SkipTest(probe.stderr)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def render(self, *words, source=None):
        path = os.path.join(self.folder.name, "o.png")
        done = call("render", source or self.volume, "--level", 0, "--size", "200x160", "-o", path, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "")
        return read_png(path).astype(float)

    def test_ball(self):
        picture = self.render("--transparent", "--opacity", 1, "--orthographic", "--view", "anterior")
        self.assertEqual(picture.shape, (160, 200, 4))
        y, x = np.nonzero(picture[..., 3] > 127)
        self.assertAlmostEqual(y.mean(), 79.5, delta=1)
        self.assertAlmostEqual(x.mean(), 99.5, delta=1)
        self.assertAlmostEqual(np.ptp(x), np.ptp(y), delta=2)
        self.assertGreater(np.ptp(y), 100)
        self.assertGreater(picture[..., 1].std(), 20)

    def test_mesh_file(self):
        path = os.path.join(self.folder.name, "m.ply")
        self.assertEqual(call("mesh", self.volume, "--level", 0, "-o", path).returncode, 0)
        of_volume = self.render("--opacity", 1)
        of_mesh = self.render("--opacity", 1, source=path)
        self.assertLess(np.abs(of_volume - of_mesh).mean(), 1)

    def test_options(self):
        plain = self.render()
        self.assertTrue((plain[..., 3] == 255).all())
        for words in (["--axes"], ["--edges"], ["--opacity", 1], ["--color", "ff0000"], ["--transparent"]):
            self.assertGreater(np.abs(self.render(*words) - plain).mean(), 0.2, words)
        red = self.render("--color", "ff0000", "--opacity", 1)[80, 100]
        self.assertGreater(red[0], red[2] + 60)

    def test_bad_input(self):
        out = os.path.join(self.folder.name, "none.png")
        for words, code in (
                (["--level", 30000], 1),
                (["--opacity", 0], 2),
                (["--view", "above"], 2),
                (["--size", "0x5"], 2),
                (["--size", "99999x5"], 2),
                (["--color", "blue"], 2)):
            done = call("render", self.volume, "-o", out, *words)
            self.assertEqual(done.returncode, code, (words, done.stderr))
            self.assertNotEqual(done.stderr, "")
            self.assertFalse(os.path.exists(out))
        self.assertEqual(call("render", self.volume).returncode, 2)
        self.assertEqual(call("render", os.path.join(self.folder.name, "no.stl"), "-o", out).returncode, 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
