#!/usr/bin/python3
"""test-cli-mesh.py HOUNSFIELD-CLI: the commands mesh and check from outside.

The laws: a ball of known size comes out with its volume, in every format, with its certificate beside it, and check says
the same of the file; the options do what they say; bad input gives a reason and exit 1, wrong usage exit 2."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

CLI = os.path.abspath(sys.argv[1])
DATA = os.environ.get("HF_TEST_DATA", "")
N = 48


def call(*words):
    return subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, timeout=900)


def ball(center, radius):
    k, j, i = np.mgrid[0:N, 0:N, 0:N]
    return 100 * (radius - np.sqrt((i - center) ** 2 + (j - 24) ** 2 + (k - 24) ** 2))


class Mesh(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.volume = os.path.join(cls.folder.name, "v.npy")
        cls.voxels = np.round(np.maximum(ball(18, 14), ball(40, 4))).astype("<i2")
        np.save(cls.volume, cls.voxels)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def mesh(self, *words, name="m.stl"):
        path = os.path.join(self.folder.name, name)
        done = call("mesh", self.volume, "--level", 0, "--json", "-o", path, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), path

    def test_every_format(self):
        truth = 4 / 3 * np.pi * 14**3 / 1000
        for ending in ("stl", "ply", "obj", "glb", "3mf"):
            report, path = self.mesh(name="m." + ending)
            self.assertTrue(report["watertight"])
            self.assertEqual((report["components"], report["genus"]), (1, 0))
            self.assertAlmostEqual(report["volume_ml"] / truth, 1, delta=0.01)
            with open(path + ".json") as file:
                self.assertEqual(json.load(file)["triangles"], report["triangles"])
            again = json.loads(call("check", path, "--json").stdout)
            self.assertEqual(again["triangles"], report["triangles"])
            self.assertAlmostEqual(again["volume_ml"], report["volume_ml"], places=4)

    def test_options(self):
        one, _ = self.mesh()
        both, _ = self.mesh("--no-keep-largest")
        self.assertEqual(both["components"], 2)
        coarse, _ = self.mesh("--step", 2)
        self.assertLess(coarse["triangles"], one["triangles"] / 3)
        fewer, _ = self.mesh("--decimate", 0.2)
        self.assertLess(fewer["triangles"], one["triangles"] * 0.22)
        smooth, _ = self.mesh("--smooth", 20)
        self.assertAlmostEqual(smooth["volume_ml"] / one["volume_ml"], 1, delta=0.005)
        self.assertNotIn("change", one)
        change = fewer["change"]
        self.assertAlmostEqual(change["before_ml"], one["volume_ml"], places=4)
        self.assertAlmostEqual(change["after_ml"], fewer["volume_ml"], places=4)
        for way in ("before_to_after_mm", "after_to_before_mm"):
            self.assertTrue(0 <= change[way]["mean"] <= change[way]["rms"] <= change[way]["max"] < 0.5)
        self.assertGreater(change["before_to_after_mm"]["max"], 0.01)
        self.assertLess(smooth["change"]["before_to_after_mm"]["rms"], 0.1)
        # a mask above 300 HU: the ball less 3 mm
        inside, _ = self.mesh("--above", 300)
        self.assertAlmostEqual(inside["volume_ml"], 4 / 3 * np.pi * 11**3 / 1000, delta=0.4)
        eroded, _ = self.mesh("--ops", "erode")
        self.assertLess(eroded["volume_ml"], one["volume_ml"])
        turned, _ = self.mesh("--frame", "ras")
        self.assertEqual(turned["bounds_mm"], one["bounds_mm"])  # the certificate is of LPS

    @unittest.skipUnless(os.path.isdir(os.path.join(DATA, "philips-head")), "HF_TEST_DATA is not set: no real head")
    def test_real_skull_decimated(self):
        out = os.path.join(self.folder.name, "skull.stl")
        for share in (0.2, 0.05):
            done = call("mesh", os.path.join(DATA, "philips-head"), "--level", 350, "--decimate", share, "--json", "-o", out)
            self.assertEqual(done.returncode, 0, done.stderr)
            small = json.loads(done.stdout)
            self.assertAlmostEqual(small["triangles"] / (share * 1534128), 1, delta=0.01)
            self.assertTrue(small["watertight"] and small["oriented"])
            self.assertEqual((small["nonmanifold_edges"], small["nonmanifold_vertices"]), (0, 0))
            self.assertEqual((small["components"], small["genus"]), (1, 191))
            self.assertAlmostEqual(small["volume_ml"] / small["change"]["before_ml"], 1, delta=0.002)
            self.assertLess(small["change"]["before_to_after_mm"]["rms"], 0.06)
            again = json.loads(call("check", out, "--json").stdout)  # corners joined again by place
            self.assertEqual((again["watertight"], again["genus"]), (True, 191))

    def test_inside_out(self):
        """Triangles turned around are told, in words and numbers."""
        _, path = self.mesh("--no-keep-largest", name="t.ply")
        self.assertIn("inside out           none", call("check", path).stdout)
        with open(path, "rb") as file:
            data = file.read()
        report = json.loads(call("check", path, "--json").stdout)
        self.assertEqual((report["inside_out"], report["components"], report["volume_exact"]), (0, 2, True))
        triangles = np.frombuffer(data[-13 * report["triangles"]:], dtype=[("n", "u1"), ("v", "<u4", 3)]).copy()
        triangles["v"] = triangles["v"][:, ::-1]
        with open(path, "wb") as file:
            file.write(data[:-13 * report["triangles"]] + triangles.tobytes())
        self.assertEqual(json.loads(call("check", path, "--json").stdout)["inside_out"], 2)
        self.assertIn("2 of 2 parts are inside out", call("check", path).stdout)

    def test_not_manifold(self):
        """Two cubes that share an edge: not open, and the volume means something."""
        path = os.path.join(self.folder.name, "edge.obj")
        faces = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))
        with open(path, "w") as file:
            for at in 0, 10:
                for n in range(8):
                    file.write("v %d %d %d\n" % (at + 10 * (n & 1), at + 10 * (n >> 1 & 1), 10 * (n >> 2)))
                for face in faces:
                    file.write("f %d %d %d %d\n" % tuple(n - 8 for n in face))
        text = call("check", path).stdout
        for says in ("vertices             16 at 14 places\n", "watertight           no: not manifold\n", "oriented             yes\n",
                     "volume               2 ml\n"):
            self.assertIn(says, text)

    def test_refused(self):
        out = os.path.join(self.folder.name, "x.stl")
        for words, code, says in (
            (("--level", 3000, "-o", out), 1, "to 1400"),
            (("-o", out), 2, "--level"),
            (("--level", 0), 2, "-o"),
            (("--level", 0, "-o", "x.step"), 2, "x.step"),
            (("--level", 0, "-o", out, "--frame", "abc"), 2, "abc"),
            (("--level", 0, "-o", out, "--element", "cross", "--radius-mm", 2), 2, "--element cross"),
            (("--level", 0, "-o", "/no/such/folder/x.stl"), 1, "/no/such/folder"),
        ):
            done = call("mesh", self.volume, *words)
            self.assertEqual((done.returncode, done.stdout), (code, ""), words)
            self.assertIn(says, done.stderr)
        self.assertFalse(os.path.exists(out))
        bad = os.path.join(self.folder.name, "bad.stl")
        with open(bad, "wb") as file:
            file.write(b"\0" * 80 + b"\xff\xff\xff\xff")
        done = call("check", bad)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("bad.stl", done.stderr)


unittest.main(argv=sys.argv[:1])
