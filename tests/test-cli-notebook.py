#!/usr/bin/python3
"""test-cli-notebook.py HOUNSFIELD-CLI: the notebook's steps on the command line, beside the notebook's own libraries.

The laws: a mask equals scipy.ndimage bit for bit; counts equal numpy.histogram; the grid "notebook" equals scipy.ndimage.zoom
within 1 HU; what cannot be done says so before it starts and leaves old files as they were."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
    from scipy import ndimage

    import dicom_maker
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

CLI = os.path.abspath(sys.argv[1])
SPACING = (0.7, 0.8, 2.5)  # i, j, k


def head(size=(19, 44, 37)):
    """HU in order (k, j, i): bone around brain in air, with noise; bone touches the border of the volume."""
    random = np.random.default_rng(3)
    k, j, i = (2 * x / (n - 1) - 1 for x, n in zip(np.ogrid[: size[0], : size[1], : size[2]], size))
    radius = np.sqrt(k * k + j * j + 1.1 * i * i)
    hu = np.where(radius < 0.75, 40, np.where(radius < 1, 900, -1000))
    return (hu + random.normal(0, 250, size)).round().clip(-1024, 3071).astype(np.int16)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.hu = head()
        cls.series = os.path.join(cls.folder.name, "series")
        dicom_maker.make_series(cls.series, cls.hu + 1024, step=(0, 0, SPACING[2]), spacing=SPACING[:2])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def call(self, *words, **options):
        return subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, timeout=900, **options)

    def good(self, *words, **options):
        done = self.call(*words, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, code, *words, **options):
        done = self.call(*words, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr


def ball(radius, spacing):
    reach = [int(radius / mm + 1e-9) for mm in spacing]
    k, j, i = (np.arange(-n, n + 1) * mm for n, mm in zip(reach[::-1], spacing[::-1]))
    return k[:, None, None] ** 2 + j[:, None] ** 2 + i**2 <= radius**2 * (1 + 1e-9)


class Mask(Case):
    OPS = {"open": "opening", "erode": "erosion", "close": "closing", "dilate": "dilation"}

    def mask(self, *words):
        self.good("mask", self.series, "-o", self.path("mask.npy"), *words)
        mask = np.load(self.path("mask.npy"))
        self.assertEqual(mask.dtype, np.uint8)
        return mask

    def chain(self, mask, ops, structure, iterations=1):
        for op in ops.split(","):
            mask = getattr(ndimage, "binary_" + self.OPS[op])(mask, structure, iterations)
        return mask

    def test_threshold(self):
        np.testing.assert_array_equal(self.mask("--above=250"), self.hu > 250)
        np.testing.assert_array_equal(self.mask("--above=-100", "--below=200"), (self.hu > -100) & (self.hu < 200))

    def test_chain_of_the_notebook(self):
        """A cross in the whole volume, where nothing else is said."""
        ops = "open,erode,close,dilate"
        wanted = self.chain(self.hu > 250, ops, ndimage.generate_binary_structure(3, 1))
        self.assertTrue(wanted.any())
        np.testing.assert_array_equal(self.mask("--above=250", "--ops", ops), wanted)

    def test_each_operation_per_slice_and_in_the_volume(self):
        for op in self.OPS:
            for radius in (1, 2):
                words = ("--above=100", f"--ops={op}", "--element=cross", f"--radius={radius}")
                wanted = self.chain(self.hu > 100, op, ndimage.generate_binary_structure(3, 1), radius)
                np.testing.assert_array_equal(self.mask(*words), wanted)
                wanted = [self.chain(plane, op, ndimage.generate_binary_structure(2, 1), radius) for plane in self.hu > 100]
                np.testing.assert_array_equal(self.mask("--per-slice", *words), wanted)

    def test_ball_in_mm(self):
        for ops in ("close", "open,dilate"):
            wanted = self.chain(self.hu > 100, ops, ball(2.6, SPACING))
            np.testing.assert_array_equal(self.mask("--above=100", "--ops", ops, "--element=ball", "--radius-mm=2.6"), wanted)

    def test_largest_component(self):
        labels, _ = ndimage.label(self.hu > 600)
        wanted = labels == np.bincount(labels.ravel())[1:].argmax() + 1
        np.testing.assert_array_equal(self.mask("--above=600", "--ops=", "--keep-largest"), wanted)

    def test_report(self):
        report = json.loads(self.good("mask", self.series, "--above=250", "--ops=erode", "--json", "-o", self.path("mask.npy")))
        eroded = ndimage.binary_erosion(self.hu > 250).sum()
        self.assertEqual(report["voxels"], eroded)
        self.assertAlmostEqual(report["ml"], eroded * np.prod(SPACING) / 1000, 6)
        self.assertEqual([step["voxels"] for step in report["steps"]], [(self.hu > 250).sum(), eroded])


class Histogram(Case):
    def histogram(self, *words):
        return json.loads(self.good("histogram", self.series, "--json", *words))

    def check(self, histogram, counts, edges):
        self.assertEqual(histogram["counts"], counts.tolist())
        np.testing.assert_allclose(histogram["edges"], edges)
        self.assertEqual(histogram["voxels"], self.hu.size)

    def test_bins(self):
        self.check(self.histogram(), *np.histogram(self.hu, 50))
        for bins in (1, 7, 256):
            self.check(self.histogram("--bins", bins), *np.histogram(self.hu, bins))

    def test_range(self):
        self.check(self.histogram("--bins=33", "--range=-150,250"), *np.histogram(self.hu, 33, (-150, 250)))

    def test_one_hu(self):
        histogram = self.histogram("--bins=0")
        values, counts = np.unique(self.hu, return_counts=True)
        found = {round(low): n for low, n in zip(histogram["edges"], histogram["counts"]) if n}
        self.assertEqual(found, dict(zip(values.tolist(), counts.tolist())))

    def test_table_and_picture(self):
        self.good("histogram", self.series, "-o", self.path("h.csv"))
        rows = [line.split(",") for line in open(self.path("h.csv")).read().split("\n")[1:] if line]
        self.assertEqual([int(row[2]) for row in rows], np.histogram(self.hu, 50)[0].tolist())
        self.good("histogram", self.series, "--log", "-o", self.path("h.png"))
        self.assertEqual(open(self.path("h.png"), "rb").read(8), b"\x89PNG\r\n\x1a\n")


class Resample(Case):
    def test_grid_of_the_notebook(self):
        zoom = [mm / 1 for mm in SPACING[::-1]]
        for order, name in ((0, "nearest"), (1, "linear"), (3, "cubic")):
            self.good("export", self.series, "--spacing=1,1,1", "--grid=notebook", "--interpolation", name, "--no-clamp",
                      "-o", self.path("r.npy"))
            wanted = ndimage.zoom(self.hu, zoom, order=order)
            found = np.load(self.path("r.npy"))
            self.assertEqual(found.shape, wanted.shape)
            self.assertLessEqual(np.abs(found.astype(int) - wanted).max(), 0 if order == 0 else 1)

    def test_exact_grid(self):
        self.good("export", self.series, "--spacing=0.7,0.8,1.25", "--interpolation=linear", "-o", self.path("r.npy"))
        found = np.load(self.path("r.npy"))
        self.assertEqual(found.shape, (2 * self.hu.shape[0] - 1, *self.hu.shape[1:]))
        np.testing.assert_array_equal(found[::2], self.hu)
        between = (self.hu[:-1].astype(float) + self.hu[1:]) / 2
        self.assertLessEqual(np.abs(found[1::2] - between).max(), 0.5)

    def test_spacing_that_cannot_be(self):
        for text in ("0,1,1", "-1,1,1", "1,1", "nan,1,1", "one"):
            self.assertIn("--spacing", self.refused(2, "export", self.series, f"--spacing={text}", "-o", self.path("n.npy")))
        self.assertIn("1e+09", self.refused(1, "export", self.series, "--spacing=1e9,1,1", "-o", self.path("n.npy")))
        self.assertFalse(os.path.exists(self.path("n.npy")))

    def test_volume_that_does_not_fit(self):
        """Said before it starts, with the number."""
        np.save(self.path("wide.npy"), np.zeros((60, 200, 200), np.int8))
        message = self.refused(1, "export", self.path("wide.npy"), "--voxel-spacing=10,10,10", "--spacing=0.1,0.1,0.1",
                               "-o", self.path("n.npy"))
        self.assertRegex(message, r"19901 x 19901 x 5901 voxels .* [0-9.]+ [GT]iB|19901 x 19901 x 5901")
        self.assertFalse(os.path.exists(self.path("n.npy")))


class BareArrays(Case):
    def test_spacing_is_assumed_or_given(self):
        np.save(self.path("bare.npy"), self.hu)
        series = json.loads(self.good("info", self.path("bare.npy"), "--json"))
        self.assertIn("ASSUMED_SPACING", json.dumps(series))
        self.assertEqual(series["series"][0]["spacing"], [1, 1, 1])
        series = json.loads(self.good("info", self.path("bare.npy"), "--json", "--voxel-spacing=0.5,0.6,2"))
        self.assertNotIn("ASSUMED_SPACING", json.dumps(series))
        self.assertEqual(series["series"][0]["spacing"], [0.5, 0.6, 2])
        self.assertIn("three lengths", self.refused(2, "info", self.path("bare.npy"), "--voxel-spacing=0,1,1"))
        self.assertIn("1e+09", self.refused(1, "mask", self.path("bare.npy"), "--voxel-spacing=1e9,1,1", "-o", self.path("n.npy")))

    def test_lying_header(self):
        np.save(self.path("lie.npy"), self.hu)
        whole = open(self.path("lie.npy"), "rb").read()
        for shape in (b"(99, 44, 37)", b"(19, 44, 0)", b"(19, 44, -7)", b"(2147483648, 4, 4)"):
            with open(self.path("lie.npy"), "wb") as file:
                file.write(whole.replace(b"(19, 44, 37), }" + b" " * (len(shape) - 12), shape + b", }"))
            self.assertIn("lie.npy", self.refused(1, "export", self.path("lie.npy"), "-o", self.path("n.npy")))
        self.assertFalse(os.path.exists(self.path("n.npy")))

    def test_full_disk_leaves_the_old_file(self):
        """No file may grow beyond 4 KB: what a full disk looks like from inside."""
        old = self.path("old.npy")
        open(old, "w").write("old")
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        np.save(self.path("bare.npy"), self.hu)
        for command in (("export",), ("mask", "--above=250")):
            self.assertIn("old.npy", self.refused(1, *command, self.path("bare.npy"), "-o", old, preexec_fn=limit))
            self.assertEqual(open(old).read(), "old")
        self.assertEqual([name for name in os.listdir(self.folder.name) if name.startswith("old")], ["old.npy"])


class Peers(Case):
    """What we write is read by other programs, and the other way round: the same voxels at the same place."""
    LPS_TO_RAS = np.diag((-1, -1, 1, 1))

    def affine(self):
        """LPS mm of voxels (i, j, k), as we tell it."""
        series = json.loads(self.good("info", self.series, "--json"))["series"][0]
        affine = np.eye(4)
        affine[:3, :3] = np.array(series["direction"]).reshape(3, 3).T * series["spacing"]
        affine[:3, 3] = series["origin"]
        return affine

    def test_nifti_by_nibabel(self):
        try:
            import nibabel
        except ImportError as reason:
            self.skipTest(str(reason))
        for name in ("p.nii", "p.nii.gz"):
            self.good("export", self.series, "-o", self.path(name))
            image = nibabel.load(self.path(name))
            np.testing.assert_array_equal(np.asarray(image.dataobj).T, self.hu)
            np.testing.assert_allclose(image.affine, self.LPS_TO_RAS @ self.affine(), atol=1e-4)
            nibabel.save(nibabel.Nifti1Image(self.hu.T, self.LPS_TO_RAS @ self.affine()), self.path("q" + name))
            self.good("export", self.path("q" + name), "-o", self.path("q.npy"))
            np.testing.assert_array_equal(np.load(self.path("q.npy")), self.hu)

    def test_inv3_of_invesalius(self):
        """Its example head (Debian: invesalius-examples): superior is up, and the nose looks to anterior."""
        cranium = "/usr/share/doc/invesalius-examples/examples/Cranium.inv3"
        if not os.path.exists(cranium):
            self.skipTest("invesalius-examples is not installed")
        series = json.loads(self.good("info", cranium, "--json"))["series"][0]
        self.assertEqual(series["direction"], [1, 0, 0, 0, 1, 0, 0, 0, 1])
        self.good("export", cranium, "-o", self.path("head.npy"))
        middle = np.load(self.path("head.npy"))[:, :, 108:148] > -300  # 4 cm around the middle: (k, j, i)
        front = [rows.any(axis=1).argmax() if rows.any() else 256 for rows in middle]
        half = len(front) // 2
        self.assertLess(min(front[:half]), min(front[half:]) - 10)
        self.assertGreater(middle[half].sum(), 5 * middle[-1].sum())  # the vault closes at the top

    def test_nrrd_by_vtk(self):
        try:
            from vtkmodules.util.numpy_support import vtk_to_numpy
            from vtkmodules.vtkIOImage import vtkNrrdReader
        except ImportError as reason:
            self.skipTest(str(reason))
        self.good("export", self.series, "-o", self.path("p.nrrd"))
        reader = vtkNrrdReader()
        reader.SetFileName(self.path("p.nrrd"))
        reader.Update()
        image, affine = reader.GetOutput(), self.affine()
        np.testing.assert_array_equal(vtk_to_numpy(image.GetPointData().GetScalars()).reshape(self.hu.shape), self.hu)
        np.testing.assert_allclose(image.GetSpacing(), SPACING)
        np.testing.assert_allclose(image.GetOrigin(), affine[:3, 3], atol=1e-9)


class Notebook(Case):
    def test_from_top_to_bottom(self):
        out = self.path("out")
        said = self.good("notebook", self.series, "-o", out)
        self.assertIn(f"Files: {len(self.hu)}", said)
        self.assertIn("Pixel spacing: 0.7 x 0.8 mm", said)
        self.assertIn("Slice spacing: 2.5 mm", said)
        self.assertIn("Shape before resampling: (19, 44, 37)", said)
        names = set(os.listdir(out)) - {"5-surface.png"}  # a machine without OpenGL goes without it
        self.assertLessEqual({"1-slice.png", "2-preview.png", "3-planes.png", "4-histogram.png", "volume.npy", "resampled.npy",
                              "surface.stl"}, names)
        np.testing.assert_array_equal(np.load(os.path.join(out, "volume.npy")), self.hu)
        resampled = np.load(os.path.join(out, "resampled.npy"))
        self.assertIn(f"Shape after resampling: {resampled.shape}", said)
        self.assertEqual(resampled.shape, tuple(int((n - 1) * mm + 1e-6) + 1 for n, mm in zip(self.hu.shape, SPACING[::-1])))

    def test_needs_a_folder(self):
        self.refused(2, "notebook", self.series)
        self.refused(1, "notebook", self.path("nothing"), "-o", self.path("out2"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
