#!/usr/bin/python3
"""test-cli.py HOUNSFIELD-CLI: the command line from outside, as a script uses it.

The laws: exit codes, JSON and arrays are as docs/formats.md says; synthetic series whose voxels encode their index come
back exactly, whatever way they were scanned; the real series (folder in HF_TEST_DATA) equal pydicom; bad input gives a
reason and exit 1, wrong usage exit 2, and stdout carries nothing but results."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import nibabel
    import numpy as np
    import pydicom
    from PIL import Image
    from pydicom.fileset import FileSet

    import dicom_maker
    from sanitizers import reserves_terabytes
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

CLI = os.path.abspath(sys.argv[1])
DATA = os.environ.get("HF_TEST_DATA", "")


def call(*words, **options):
    return subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, timeout=900, **options)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.dir = self.folder.name
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.dir, name)

    def good(self, *words, **options):
        done = call(*words, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def info(self, path, **options):
        return json.loads(self.good("info", path, "--json", **options))

    def export(self, path, *words):
        self.good("export", path, "-o", self.path("out.npy"), *words)
        return np.load(self.path("out.npy"))

    def codes(self, warnings):
        return sorted(w["code"] for w in warnings)


class Usage(Case):
    def test_wrong_usage_exits_2(self):
        for words in (
            [],
            ["nonsense"],
            ["info"],
            ["info", "a", "b"],
            ["info", "a", "--nonsense"],
            ["probe", self.dir],
            ["probe", self.dir, "--at", "1,2"],
            ["probe", self.dir, "--at", "1,2,x"],
            ["probe", self.dir, "--at", "nan,1,1"],
            ["probe", self.dir, "--at", "1,2,3", "--interpolation", "cubic"],
            ["slice", self.dir],
            ["slice", self.dir, "--plane", "oblique", "-o", "x.png"],
            ["slice", self.dir, "--plane", "axial", "--window", "400", "-o", "x.png"],
            ["slice", self.dir, "--plane", "axial", "--size", "0x5", "-o", "x.png"],
            ["slice", self.dir, "--plane", "axial", "-o", "x.jpg"],
            ["slice", self.dir, "--plane", "axial", "--window", "400/40", "--preset", "bone", "-o", "x.png"],
            ["render", self.dir, "-o", "x.jpg"],
            ["mask", self.dir, "-o", "x.nii"],
            ["mask", self.dir, "--above", "5", "--below", "2", "-o", "x.npy"],
            ["export", self.dir],
            ["export", self.dir, "-o", "x.doc"],
            ["export", self.dir, "-o", "x.npy", "--spacing", "1,1"],
            ["export", self.dir, "-o", "x.npy", "--grid", "notebook"],
            ["export", self.dir, "-o", "x.npy", "--no-clamp"],
            ["mask", self.dir, "-o", "x.npy", "--above", "0", "--element", "cross", "--radius-mm", "2"],
            ["notebook", self.dir, "-o", "x", "--element", "cross", "--radius-mm", "2"],
        ):
            done = call(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertEqual(done.stdout, "", words)
            self.assertGreater(len(done.stderr), 20, words)

    def test_help(self):
        self.assertIn("info", self.good("--help"))
        self.assertIn("hounsfield-cli", self.good("--version"))
        for command in ("info", "probe", "tags", "slice", "export"):
            self.assertIn("PATH", self.good(command, "--help"))
            self.assertEqual(self.good(command, "--version"), self.good("--version"))

    def test_full_disk_under_the_result(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 3))
        with open("/dev/full", "w") as full:
            done = subprocess.run([CLI, "info", self.path("s"), "--json"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard output", done.stderr)

    def test_help_names_defaults(self):
        """What holds without an option; of one that cannot be left out nothing."""
        for command, option, says in (("mask", "above=HU", "without: 250 HU"), ("mask", "per-slice", "without: off"),
                                      ("mask", "element=cross|ball", "without: cross"), ("mask", "ops=", "without: none"),
                                      ("notebook", "ops=", "without: open,erode,close,dilate"), ("mesh", "above=HU", "without: the level"),
                                      ("histogram", "bins=N", "without: 50"), ("export", "grid=exact|notebook", "without: exact"),
                                      ("mesh", "smooth=", "without: 0"), ("slice", "series=", "without: the largest")):
            line = next(line for line in self.good(command, "--help").splitlines() if "--" + option in line)
            self.assertIn(says, line)
        level = next(line for line in self.good("mesh", "--help").splitlines() if "--level=" in line)
        self.assertNotIn("without", level)


class BadInput(Case):
    def assert_refused(self, path, *codes):
        done = call("info", path, "--json")
        result = json.loads(done.stdout)
        self.assertEqual((done.returncode, result["series"]), (1, []), path)
        found = {r["code"] for r in result["rejected"]} | {w["code"] for w in result["warnings"]}
        for code in codes:
            self.assertIn(code, found, path)
        for words in (["export", path, "-o", self.path("out.npy")], ["probe", path, "--at", "0,0,0"], ["info", path]):
            done = call(*words)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn(os.path.basename(path), done.stderr)
            if words[0] != "info":
                self.assertEqual(done.stdout, "")
        self.assertFalse(os.path.exists(self.path("out.npy")))

    def test_missing(self):
        self.assert_refused(self.path("not there"))

    def test_empty_folder(self):
        os.mkdir(self.path("empty"))
        self.assert_refused(self.path("empty"), "NO_IMAGES")

    def test_text_files(self):
        os.mkdir(self.path("texts"))
        for name in "abc":
            with open(self.path(f"texts/{name}.txt"), "w") as file:
                file.write("Nothing but words. " * 50)
        self.assert_refused(self.path("texts"), "NO_DICOM")
        self.assert_refused(self.path("texts/a.txt"), "NO_DICOM")

    def test_zero_bytes_and_zeros(self):
        os.mkdir(self.path("zeros"))
        open(self.path("zeros/empty.dcm"), "wb").close()
        with open(self.path("zeros/head.dcm"), "wb") as file:
            file.write(b"\0" * 128 + b"DICM")
        with open(self.path("zeros/zeros.dcm"), "wb") as file:
            file.write(b"\0" * 132 + b"DICM")
        self.assert_refused(self.path("zeros"))
        self.assert_refused(self.path("zeros/head.dcm"), "CORRUPT")
        self.assert_refused(self.path("zeros/zeros.dcm"), "NO_DICOM")

    def test_fifo_and_device(self):
        os.mkdir(self.path("pipes"))
        os.mkfifo(self.path("pipes/fifo"))
        self.assert_refused(self.path("pipes"), "NOT_A_FILE")
        self.assert_refused(self.path("pipes/fifo"), "NOT_A_FILE")
        self.assert_refused("/dev/zero", "NOT_A_FILE")

    def test_no_permission(self):
        dicom_maker.make_series(self.path("closed"), dicom_maker.index_volume(4, 4, 2))
        for name in os.listdir(self.path("closed")):
            os.chmod(os.path.join(self.path("closed"), name), 0)
        os.chmod(self.dir, 0o755)
        options = {"user": 65534, "group": 65534} if os.getuid() == 0 else {}
        if options and subprocess.run(["test", "-x", CLI], **options).returncode != 0:
            self.skipTest("the program lies where only root may go")
        done = call("info", self.path("closed"), "--json", **options)
        self.assertEqual(done.returncode, 1)
        self.assertEqual({r["code"] for r in json.loads(done.stdout)["rejected"]}, {"NO_PERMISSION"})

    def refused(self, name):
        """The reason that is given for a path without a series."""
        done = call("info", self.path(name))
        self.assertEqual(done.returncode, 1)
        return done.stderr

    def test_nothing_to_show(self):
        """The reason is that of what is nearest to an image, and what is told to do can be done."""
        os.makedirs(self.path("empty"))
        reason = self.refused("empty")
        self.assertIn("there are no files in it", reason)
        self.assertNotIn("one of these files", reason)
        loose = self.path("loose")
        dicom_maker.make_slice(loose, dicom_maker.index_volume(16, 20, 1)[0], (0, 0, 0), 1, StudyDate="20260101", StudyTime="120000",
                               StudyID="1", AccessionNumber="1")
        files = FileSet()
        files.add(loose)
        files.write(self.path("disc"))
        os.remove(loose)
        for entry in os.listdir(self.path("disc")):
            if entry != "DICOMDIR":
                shutil.rmtree(self.path(f"disc/{entry}"))
        for name in ("disc", "disc/DICOMDIR"):
            reason = self.refused(name)
            self.assertIn("DICOMDIR", reason)
            self.assertIn("copy the whole disc", reason)
        with open(self.path("disc/A.txt"), "w") as file:
            file.write("no image")
        self.assertIn("1 of 2 files: a directory", self.refused("disc"))
        dicom_maker.make_slice(self.path("disc/scout"), dicom_maker.index_volume(16, 20, 1)[0], (0, 0, 0), 1,
                               ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
        self.assertIn("1 of 3 files: This is a localizer", self.refused("disc"))

    def test_damaged_slice_costs_itself(self):
        folder = self.path("cut")
        voxels = dicom_maker.index_volume(16, 20, 8)
        dicom_maker.make_series(folder, voxels, shuffle=False)
        with open(os.path.join(folder, "IM0003"), "r+b") as file:
            file.truncate(os.path.getsize(file.name) - 320)  # half of its pixels
        series = self.info(folder)["series"][0]
        self.assertEqual(series["images"], 8)
        cut = [w for w in series["warnings"] if w["code"] == "TRUNCATED_SLICE"]
        self.assertEqual(cut[0]["files"], ["IM0003"])
        loaded = self.export(folder)
        self.assertTrue((np.delete(loaded, 3, 0) == np.delete(voxels, 3, 0) - 1024).all())
        self.assertTrue((loaded[3, :10] == voxels[3, :10] - 1024).all())


    def test_no_slice_can_be_read(self):
        """A series of damaged files only is none: its files are rejected, the reason is told."""
        folder = self.path("cut")
        dicom_maker.make_series(folder, dicom_maker.index_volume(16, 20, 3), shuffle=False)
        for name in os.listdir(folder):
            ds = pydicom.dcmread(os.path.join(folder, name))
            ds.file_meta.TransferSyntaxUID = pydicom.uid.JPEG2000Lossless
            ds.PixelData = pydicom.encaps.encapsulate([b"no code stream at all"])
            ds["PixelData"].is_undefined_length = True
            ds.save_as(os.path.join(folder, name))
        done = call("info", folder, "--json")
        result = json.loads(done.stdout)
        self.assertEqual((done.returncode, result["series"]), (1, []))
        self.assertEqual(sorted(r["file"] for r in result["rejected"]), sorted(os.listdir(folder)))
        self.assertEqual({r["code"] for r in result["rejected"]}, {"CORRUPT"})
        self.assertIn("cut", done.stderr)

    def test_names_that_are_no_utf8(self):
        done = subprocess.run([CLI, "info", os.fsencode(self.dir) + b"/no\xe4me", "--json"], capture_output=True)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["series"], [])


class Synthetic(Case):
    def check(self, voxels, **options):
        """Every voxel is where the positions say, with its own value."""
        dicom_maker.make_series(self.path("s"), voxels, **options)
        series = self.info(self.path("s"))["series"]
        self.assertEqual(len(series), 1)
        cosines = np.array(options.get("cosines", dicom_maker.AXIAL), float).reshape(2, 3)
        step = np.array(options.get("step", (0, 0, 2.5)), float)
        normal = np.cross(*cosines)
        if step @ normal < 0:  # slices come in the order of the normal
            voxels = voxels[::-1]
        loaded = self.export(self.path("s"))
        self.assertEqual(loaded.dtype, np.int16)
        self.assertTrue((loaded == voxels.astype(int) - 1024).all())
        first = np.array(options.get("origin", (-10, -20, 30)), float)
        if step @ normal < 0:
            first, step = first + (len(voxels) - 1) * step, -step
        places = [(0, 0, 0), (3, 5, 1), (15, 0, 2), (0, 19, len(voxels) - 1)]
        words = []
        for i, j, k in places:
            at = first + i * 0.5 * cosines[0] + j * 0.7 * cosines[1] + k * step
            words.append("--at=" + ",".join(f"{x:.9g}" for x in at))
        probes = json.loads(self.good("probe", self.path("s"), *words, "--json"))["probes"]
        for (i, j, k), probe in zip(places, probes):
            self.assertEqual(probe["voxel"], [i, j, k])
            self.assertEqual(probe["hu"], voxels[k, j, i] - 1024)
        return series[0]

    def test_orientations(self):
        voxels = dicom_maker.index_volume(16, 20, 6)
        c, s = np.cos(0.3), np.sin(0.3)
        for cosines in (
            (1, 0, 0, 0, 1, 0),
            (-1, 0, 0, 0, -1, 0),
            (0, 1, 0, 0, 0, -1),
            (1, 0, 0, 0, 0, -1),
            (c, s, 0, -s, c, 0),
            (c, 0, s, 0, 1, 0),
        ):
            for sign in (1, -1):
                normal = np.cross(cosines[:3], cosines[3:])
                series = self.check(voxels, cosines=cosines, step=sign * 3 * normal)
                self.assertEqual(series["size"], [16, 20, 6])
                self.assertTrue(np.allclose(series["spacing"], [0.5, 0.7, 3], atol=1e-8))
                self.assertTrue(np.allclose(series["direction"], [*cosines, *normal], atol=1e-8))
                self.assertEqual((series["geometry"], series["warnings"], series["missing"]), ("even", [], []))

    def test_tilted(self):
        series = self.check(dicom_maker.index_volume(16, 20, 6), step=(0, 1, 3))
        self.assertAlmostEqual(series["tilt_deg"], np.degrees(np.arctan(1 / 3)), 6)
        self.assertEqual(self.codes(series["warnings"]), ["GANTRY_TILT"])
        self.export(self.path("s"))
        self.assertEqual(self.codes(self.info(self.path("out.npy"))["series"][0]["warnings"]), ["GANTRY_TILT"])

    def test_missing(self):
        voxels = dicom_maker.index_volume(16, 20, 8)
        dicom_maker.make_series(self.path("s"), voxels, shuffle=False)
        os.remove(self.path("s/IM0003"))
        series = self.info(self.path("s"))["series"][0]
        self.assertEqual((series["images"], series["missing"]), (7, [37.5]))
        self.assertEqual(self.codes(series["warnings"]), ["MISSING_SLICES"])
        probe = json.loads(self.good("probe", self.path("s"), "--at=-10,-20,37.5", "--json"))["probes"][0]
        self.assertIsNone(probe["hu"])
        self.assertEqual(len(probe["voxel"]), 3)  # outside, but a place

    def test_two_series(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 3), series=7)
        os.rename(self.path("s"), self.path("t"))
        dicom_maker.make_series(self.path("t/sub"), dicom_maker.index_volume(16, 20, 5), series=4)
        found = self.info(self.path("t"))["series"]
        self.assertEqual([s["number"] for s in found], [4, 7])
        self.assertEqual(self.codes(found[0]["warnings"]), ["OTHER_SERIES"])
        self.assertEqual(len(self.export(self.path("t"))), 5)
        self.assertEqual(len(self.export(self.path("t"), "--series", "1")), 3)
        self.assertEqual(len(self.export(self.path("t"), "--series", found[1]["uid"])), 3)
        self.assertEqual(call("export", self.path("t"), "--series", "2", "-o", self.path("x.npy")).returncode, 1)
        self.assertEqual(len(self.export(self.path("t"), "--series", "7")), 3)  # the file's own number
        self.assertEqual(len(self.export(self.path("t"), "--series", "4")), 5)

    def test_a_whole_path_names_a_file(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 3), shuffle=False)
        for name in ("IM0002", self.path("s/IM0002")):
            tags = json.loads(self.good("tags", self.path("s"), "--file", name, "--json"))["tags"]
            self.assertEqual([t["value"] for t in tags if t["name"] == "Instance Number"], ["3"])

    def test_values(self):
        voxels = dicom_maker.index_volume(16, 20, 3)
        dicom_maker.make_series(self.path("s"), voxels, PixelPaddingValue=25, RescaleIntercept=-1000)
        series = self.info(self.path("s"))["series"][0]
        self.assertEqual(series["padding_voxels"], int((voxels == 25).sum()))
        self.assertEqual(series["range"], [-999, int(voxels.max()) - 1000])
        self.assertEqual(self.codes(series["warnings"]), ["PADDING"])
        self.assertTrue((self.export(self.path("s")) == voxels - 1000).all())
        self.good("mask", self.path("s"), "--below", "-900", "-o", self.path("m.npy"))  # no lower limit
        self.assertTrue((np.load(self.path("m.npy")) == ((voxels < 100) & (voxels != 25))).all())
        probe = json.loads(self.good("probe", self.path("s"), "--voxel", "4,1,0", "--json"))["probes"][0]
        self.assertIsNone(probe["hu"])

    def test_beyond_int16(self):
        voxels = dicom_maker.index_volume(16, 20, 3)
        voxels[1, 2, 3] = -15232  # 50304 as an unsigned number
        dicom_maker.make_series(self.path("s"), voxels, RescaleIntercept=-24, PixelRepresentation=0)
        series = self.info(self.path("s"))["series"][0]
        self.assertEqual((series["warnings"], series["range"]), ([], [-23, 50280]))
        values = self.export(self.path("s"))
        self.assertTrue((values == voxels.view(np.uint16).astype(int) - 24).all())
        probe = json.loads(self.good("probe", self.path("s"), "--voxel", "3,2,1", "--json"))["probes"][0]
        self.assertEqual(probe["hu"], 50280)
        self.good("mask", self.path("s"), "--above", "40000", "-o", self.path("m.npy"))
        self.assertEqual(np.argwhere(np.load(self.path("m.npy"))).tolist(), [[1, 2, 3]])

    def test_everything_that_16_bits_hold(self):
        """One value too many: it is counted or rounded, and said."""
        voxels = dicom_maker.index_volume(16, 20, 3)
        voxels[1, 2, 3], voxels[0, 0, 0] = 32767, -32768
        dicom_maker.make_series(self.path("s"), voxels, RescaleIntercept=-1000)
        series = self.info(self.path("s"))["series"][0]
        self.assertIn("CLIPPED", self.codes(series["warnings"]))
        self.assertLessEqual(np.abs(self.export(self.path("s")) - (voxels.astype(float) - 1000)).max(), 1)

    def test_zero_is_zero(self):
        """What counts nothing shows 0, whatever scale all slices share."""
        voxels = dicom_maker.index_volume(16, 20, 4) * 7
        voxels[:, 0, :] = 0
        os.makedirs(self.path("s"))
        for k in range(4):
            dicom_maker.make_slice(self.path(f"s/{k}"), voxels[k], (0, 0, 3 * k), k + 1, Modality="PT", RescaleType="BQML",
                                   RescaleIntercept=0, RescaleSlope=0.37 + 0.1 * k, BitsStored=15, HighBit=14, PixelRepresentation=0)
        values = self.export(self.path("s"))
        self.assertTrue((values[:, 0, :] == 0).all())
        self.assertEqual(self.info(self.path("s"))["series"][0]["range"][0], 0)

    def test_wide_arrays_say_that_they_are_rounded(self):
        for values, codes in ((np.arange(60).reshape(3, 4, 5) * 1000000, ["ASSUMED_SPACING", "CLIPPED"]),
                              (np.linspace(-1000, 3000, 60).reshape(3, 4, 5), ["ASSUMED_SPACING"])):
            np.save(self.path("a.npy"), values)
            found = self.info(self.path("a.npy"))
            self.assertEqual(self.codes(found["warnings"] + found["series"][0]["warnings"]), codes)

    def test_stored_bits(self):
        """Overlay bits above, no sign extension, signs that change from file to file, 8 and 32 bits, MONOCHROME1."""
        voxels = dicom_maker.index_volume(16, 20, 6)
        small = (voxels - 1500).clip(-2048, 2047)
        tiny = (voxels & 255).astype(np.uint8)
        for stored, truth, tags in (
            (voxels & 0xFFF | 0x5000, voxels & 0xFFF, {"PixelRepresentation": 0, "BitsStored": 12, "HighBit": 11}),
            (small & 0xFFF, small, {"PixelRepresentation": 1, "BitsStored": 12, "HighBit": 11}),
            (voxels, voxels, {"PhotometricInterpretation": "MONOCHROME1"}),
            (voxels, voxels, {"PixelRepresentation": [k % 2 for k in range(6)]}),
            (voxels, tiny, {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7, "PixelRepresentation": 0,
                            "PixelData": [t.tobytes() for t in tiny]}),
            (voxels, voxels, {"BitsAllocated": 32, "BitsStored": 32, "HighBit": 31,
                              "PixelData": [v.astype("<i4").tobytes() for v in voxels]}),
        ):
            os.makedirs(self.path("s"), exist_ok=True)
            for k in range(6):
                of_slice = {name: value[k] if isinstance(value, list) else value for name, value in tags.items()}
                dicom_maker.make_slice(self.path(f"s/{k}"), stored[k], (0, 0, 3 * k), k + 1, **of_slice)
            self.assertTrue((self.export(self.path("s")) == truth.astype(int) - 1024).all(), tags)
            self.assertEqual(self.info(self.path("s"))["series"][0]["warnings"], [])

    def test_slope_of_each_slice(self):
        voxels = dicom_maker.index_volume(16, 20, 6)
        slopes = 0.1 + 0.03 * np.arange(6)
        os.makedirs(self.path("s"))
        for k in range(6):
            dicom_maker.make_slice(
                self.path(f"s/{k}"), voxels[k], (0, 0, 3 * k), k + 1, Modality="PT",
                RescaleSlope=round(slopes[k], 6), RescaleIntercept=0, RescaleType=None,
            )
        series = self.info(self.path("s"))["series"][0]
        self.assertEqual((series["hu"], series["warnings"]), (False, []))
        error = np.abs(self.export(self.path("s")) - voxels * slopes[:, None, None])
        self.assertLessEqual(error.max(), slopes.min() / 2)

    def test_enhanced(self):
        voxels = dicom_maker.index_volume(16, 20, 6)
        places = [(0, k, 2 * k) for k in range(6)]
        dicom_maker.make_enhanced(self.path("e"), voxels, [3, 0, 5, 1, 4, 2], places, [1 + k for k in range(6)])
        series = self.info(self.path("e"))["series"][0]
        self.assertEqual((series["size"], series["spacing"]), ([16, 20, 6], [0.5, 0.7, 2]))
        self.assertEqual(self.codes(series["warnings"]), ["GANTRY_TILT"])
        truth = voxels.astype(int) * np.arange(1, 7)[:, None, None] - 1024
        self.assertTrue((self.export(self.path("e")) == truth).all())

    def test_repeats(self):
        voxels = dicom_maker.index_volume(16, 20, 4)
        os.makedirs(self.path("s"))
        for tagged in (True, False):
            for t in range(3):
                for k in range(4):
                    tags = {"TemporalPositionIdentifier": t + 1} if tagged else {}
                    dicom_maker.make_slice(
                        self.path(f"s/{t}{k}"), voxels[k] + t, (0, 0, 3 * k), 4 * t + k + 1, **tags
                    )
            result = self.info(self.path("s"))
            self.assertEqual([s["images"] for s in result["series"]], [4, 4, 4] if tagged else [4])
            for t, series in enumerate(result["series"]):
                loaded = self.export(self.path("s"), "--series", t)
                self.assertTrue((loaded == voxels + t - 1024).all())
        self.assertEqual(self.codes(result["series"][0]["warnings"]), ["DUPLICATE_SLICES"])
        self.assertEqual(len(result["rejected"]), 8)

    def test_one_damaged_file(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 6), shuffle=False)
        with open(self.path("s/IM0002"), "r+b") as file:
            file.truncate(400)
        result = self.info(self.path("s"))
        self.assertEqual(self.codes(result["warnings"]), ["SKIPPED_FILES"])
        self.assertEqual(result["rejected"][0]["file"], "IM0002")
        self.assertEqual(self.codes(result["series"][0]["warnings"]), ["MISSING_SLICES"])

    def test_single_and_number_formats(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 1))
        series = self.info(self.path("s/IM0000"))["series"][0]
        self.assertEqual(self.codes(series["warnings"]), ["ASSUMED_SPACING", "SINGLE_SLICE"])
        self.assertEqual(series["spacing"], [0.5, 0.7, 9])

    def test_patient_text(self):
        for charset, raw, name in (
            ("ISO_IR 100", "Buc^Jérôme", "Buc^Jérôme"),
            ("ISO_IR 192", "Wang^XiaoDong=王^小東", "Wang^XiaoDong=王^小東"),
            (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎", "Yamada^Tarou=山田^太郎"),
        ):
            dicom_maker.make_series(
                self.path("s"), dicom_maker.index_volume(4, 4, 2), SpecificCharacterSet=charset, PatientName=raw
            )
            self.assertEqual(self.info(self.path("s"))["series"][0]["patient"]["name"], name)


class Pictures(Case):
    def picture(self, *words):
        self.good("slice", self.path("s"), *words, "-o", self.path("out.png"))
        return np.array(Image.open(self.path("out.png")).convert("L"))

    def test_native_pixels(self):
        """At its natural size and without interpolation a picture is the slice, one pixel a voxel."""
        voxels = dicom_maker.index_volume(16, 16, 4) * 4
        dicom_maker.make_series(self.path("s"), voxels, spacing=(0.5, 0.5), RescaleIntercept=0)
        picture = self.picture(
            "--plane", "axial", "--index", 2, "--interpolation", "nearest", "--window", "4096/5000"
        ).astype(int)
        self.assertEqual(picture.shape, (16, 16))
        expected = np.clip((voxels[2] - (5000 - 0.5)) / 4095 + 0.5, 0, 1) * 255
        self.assertLessEqual(np.abs(picture - expected).max(), 1)

    def test_sides(self):
        """A bright voxel at the patient's right, anterior, superior: left in axial and coronal, up where it should be."""
        for cosines in (dicom_maker.AXIAL, (0, 1, 0, 0, 0, -1), (1, 0, 0, 0, 0, -1), (-1, 0, 0, 0, -1, 0)):
            row, column = np.array(cosines[:3]), np.array(cosines[3:])
            normal = np.cross(row, column)
            voxels = np.zeros((16, 16, 16), np.int16)
            middle = 7.5 * (row + column + normal)
            goal = np.array([-5.5, -4.5, 3.5])  # right, anterior, superior of the middle, mm
            index = np.round([(goal + middle) @ axis for axis in (row, column, normal)]).astype(int)
            voxels[index[2], index[1], index[0]] = 2000
            dicom_maker.make_series(
                self.path("s"), voxels, origin=-middle, step=normal, cosines=cosines, spacing=(1, 1)
            )
            for plane, mm, x, y in (
                ("axial", 3.5, 2, 3),  # x: from the right, y: from anterior
                ("coronal", -4.5, 2, 4),  # y: from superior
                ("sagittal", -5.5, 3, 4),  # x: from anterior
            ):
                picture = self.picture(
                    "--plane", plane, f"--mm={mm}", "--interpolation", "nearest", "--window", "400/40"
                )
                self.assertEqual(picture.shape, (16, 16))
                self.assertEqual(np.argwhere(picture > 128).tolist(), [[y, x]], (cosines, plane))

    def test_size_color_and_slab(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 4))
        self.assertEqual(self.picture("--plane", "coronal", "--size", "120x80").shape, (80, 120))
        self.good("slice", self.path("s"), "--plane", "axial", "--colormap", "viridis", "-o", self.path("c.png"))
        colors = np.array(Image.open(self.path("c.png")).convert("RGB")).astype(int)
        self.assertGreater(np.ptp(colors, axis=2).max(), 50)
        brightest = self.picture("--plane", "axial", "--slab", 10, "--mode", "mip", "--window", "400/40")
        self.assertGreaterEqual(brightest.astype(int).sum(), self.picture("--plane", "axial", "--window", "400/40").sum())

    def test_outside(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 4))
        for words in (["--index", 4], ["--index", -1], ["--mm", 500]):
            done = call("slice", self.path("s"), "--plane", "axial", *words, "-o", self.path("x.png"))
            self.assertEqual(done.returncode, 1)
            self.assertFalse(os.path.exists(self.path("x.png")))


class Recipes(Case):
    """A recipe gives the very files that the other commands give with the same options."""

    def recipe(self, **values):
        with open(self.path("r.json"), "w") as file:
            json.dump({"hounsfield-recipe": 1, **values}, file)
        return self.path("r.json")

    def setUp(self):
        super().setUp()
        k, j, i = np.mgrid[0:24, 0:30, 0:28]
        ball = 400 - 40 * np.hypot(np.hypot(i - 14, j - 15), k - 12)
        noise = np.random.default_rng(6).integers(-200, 200, ball.shape)
        dicom_maker.make_series(self.path("s"), (ball + noise + 1024).astype(np.int16))

    def same(self, name, other):
        with open(self.path(name), "rb") as one, open(self.path(other), "rb") as two:
            return one.read() == two.read()

    def test_same_as_the_commands(self):
        recipe = self.recipe(ops="open,-erode,close", above=50, below=390, **{"per-slice": False, "level": 100, "smooth": 5})
        written = self.good("recipe", recipe, self.path("s"), "-o", self.path("new/out")).split()
        self.assertEqual(written, [self.path("new/out/" + name) for name in (
            "volume.nii.gz", "mask.npy", "histogram.csv", "surface.stl", "surface.stl.json")])
        self.good("mask", self.path("s"), "--above", "50", "--below", "390", "--ops", "open,close", "--no-per-slice",
                  "-o", self.path("mask.npy"))
        self.good("mesh", self.path("s"), "--level", "100", "--smooth", "5", "-o", self.path("surface.stl"))
        self.good("histogram", self.path("s"), "-o", self.path("histogram.csv"))
        self.good("export", self.path("s"), "-o", self.path("volume.nii.gz"))
        for path in written:
            self.assertTrue(self.same(path, os.path.basename(path)), path)
        mask = np.load(self.path("mask.npy"))
        self.assertTrue(0 < mask.sum() < mask.size)

    def test_resampled(self):
        recipe = self.recipe(resample=True, level=100, **{"spacing-x": 1, "spacing-y": 1.4, "spacing-z": 2,
                                                         "resample-interpolation": "linear"})
        self.good("recipe", recipe, self.path("s"), "-o", self.path("out"))
        expected = self.export(self.path("s"), "--spacing", "1,1.4,2", "--interpolation", "linear")
        self.assertTrue((self.export(self.path("out/volume.nii.gz")) == expected).all())
        self.assertEqual(np.load(self.path("out/mask.npy")).shape, expected.shape)

    def test_uneven_slices(self):
        os.remove(self.path("s/IM0003"))
        self.assertIn("volume.npy", self.good("recipe", self.recipe(level=100), self.path("s"), "-o", self.path("out")))

    def test_refused(self):
        for values in ({"nonsense": 1}, {"above": "much"}, {"ops": "open,melt"}, {"hounsfield-recipe": 2}):
            done = call("recipe", self.recipe(**values), self.path("s"), "-o", self.path("out"))
            self.assertEqual((done.returncode, done.stdout), (1, ""), values)
            self.assertIn("r.json", done.stderr)
            self.assertFalse(os.path.exists(self.path("out")))
        self.assertEqual(call("recipe", self.recipe(), self.path("s")).returncode, 2)
        done = call("recipe", self.recipe(level=30000), self.path("s"), "-o", self.path("out"))
        self.assertEqual(done.returncode, 1)  # no voxel reaches the level; the other results are there
        self.assertTrue(os.path.exists(self.path("out/mask.npy")))


class Tags(Case):
    def test_equal_to_pydicom(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(4, 4, 1), SpecificCharacterSet="ISO_IR 100")
        truth = pydicom.dcmread(self.path("s/IM0000"))
        result = json.loads(self.good("tags", self.path("s"), "--json"))
        tags = {t["tag"]: t for t in result["tags"]}
        for element in truth:
            tag = tags[f"{element.tag.group:04x},{element.tag.element:04x}"]
            self.assertEqual((tag["vr"], tag["name"]), (element.VR, element.name))
            if element.VR not in ("OW", "OB") and element.VM == 1:
                self.assertEqual(tag["value"], str(element.value))


class Surroundings(Case):
    def test_read_only_without_home(self):
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(4, 4, 3))
        os.chmod(self.path("s"), 0o555)
        self.assertEqual(self.info(self.path("s"), env={})["series"][0]["images"], 3)
        os.chmod(self.path("s"), 0o755)

    def test_decimal_comma(self):
        made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", self.path("de_DE.UTF-8")], capture_output=True)
        if not os.path.isdir(self.path("de_DE.UTF-8")):
            self.skipTest(f"no locale with a decimal comma can be made: {made.stderr}")
        env = {**os.environ, "LOCPATH": self.dir, "LC_ALL": "de_DE.UTF-8"}
        dicom_maker.make_series(self.path("s"), dicom_maker.index_volume(16, 20, 3))
        self.assertEqual(self.info(self.path("s"), env=env)["series"][0]["spacing"], [0.5, 0.7, 2.5])
        words = ["probe", self.path("s"), "--at=-9.5,-20,32.5", "--json"]
        self.assertEqual(self.good(*words, env=env), self.good(*words))
        self.assertIn("0.5000 x 0.7000", self.good("info", self.path("s"), env=env))


@unittest.skipUnless(os.path.isdir(DATA), "HF_TEST_DATA is not set: the real series are not there")
class Real(Case):
    def truth(self, name):
        """Slices in the order of their position along the normal, as pydicom reads them."""
        found = []
        for folder, _, files in os.walk(os.path.join(DATA, name)):
            for file in files:
                ds = pydicom.dcmread(os.path.join(folder, file), force=True)
                if "PixelData" in ds:
                    found.append(ds)
        normal = np.cross(found[0].ImageOrientationPatient[:3], found[0].ImageOrientationPatient[3:])
        found.sort(key=lambda ds: np.dot(ds.ImagePositionPatient, normal))
        return found, normal

    def check(self, name):
        path = os.path.join(DATA, name)
        truth, normal = self.truth(name)
        series = self.info(path)["series"][0]
        self.assertEqual(series["images"], len(truth))
        positions = [np.dot(ds.ImagePositionPatient, normal) for ds in truth]
        self.assertTrue(np.allclose(series["positions"], positions, atol=1e-9))
        self.assertTrue(np.allclose(series["origin"], truth[0].ImagePositionPatient, atol=1e-9))
        loaded = self.export(path)
        self.assertEqual(loaded.shape, (len(truth), truth[0].Rows, truth[0].Columns))
        for k, ds in enumerate(truth):
            values = ds.pixel_array * float(ds.RescaleSlope) + float(ds.RescaleIntercept)
            self.assertTrue((loaded[k] == values).all(), (name, k))
        self.assertEqual(series["patient"]["name"], str(truth[0].PatientName))
        self.check_corners(path, truth)
        return series

    def places(self, path, voxels):
        """Of voxels (i, j, k), in mm, LPS."""
        words = ["--voxel=%d,%d,%d" % tuple(voxel) for voxel in voxels]
        return [probe["at"] for probe in json.loads(self.good("probe", path, *words, "--json"))["probes"]]

    def check_corners(self, path, truth):
        """First and last voxel of every slice by the standard's equation (PS3.3 C.7.6.2.1.1), from that slice's own attributes."""
        corners = []
        for ds in truth:
            row, column = np.array(ds.ImageOrientationPatient, float).reshape(2, 3)
            far = row * ds.PixelSpacing[1] * (ds.Columns - 1) + column * ds.PixelSpacing[0] * (ds.Rows - 1)
            corners += [ds.ImagePositionPatient, np.array(ds.ImagePositionPatient, float) + far]
        voxels = [(i * (ds.Columns - 1), i * (ds.Rows - 1), k) for k, ds in enumerate(truth) for i in (0, 1)]
        off = np.abs(np.subtract(self.places(path, voxels), corners)).reshape(-1, 2, 3).max(axis=(0, 2))
        self.assertLess(off[0], 1e-9)
        self.assertLess(off[1], 5e-5)  # our cosines have the length 1, which a file's six digits need not have

    def test_places_equal_dcm2niix(self):
        """Where slices are even, one matrix says every place; dcm2niix keeps it in single precision, RAS, its rows bottom up."""
        for name in ("philips-head", "philips-head-5mm"):
            path = os.path.join(DATA, name)
            done = subprocess.run(["dcm2niix", "-b", "n", "-o", self.dir, "-f", name, path], capture_output=True, timeout=900)
            self.assertEqual(done.returncode, 0, done.stdout)
            peer = nibabel.load(self.path(name + ".nii"))
            columns, rows, slices = peer.shape
            voxels = np.array([(i, j, k) for i in (0, columns - 1) for j in (0, rows - 1) for k in (0, slices // 2, slices - 1)])
            theirs = nibabel.affines.apply_affine(peer.affine, voxels * [1, -1, 1] + [0, rows - 1, 0]) * [-1, -1, 1]
            self.assertLess(np.abs(theirs - self.places(path, voxels)).max(), 5e-5, name)

    def test_philips(self):
        series = self.check("philips-head")
        self.assertEqual((series["size"], series["geometry"]), ([512, 512, 140], "even"))
        self.assertTrue(np.allclose(series["spacing"], [0.451171875, 0.451171875, 1], atol=1e-9))
        self.assertEqual([g["count"] for g in series["gaps_mm"]], [139])
        self.assertEqual((series["missing"], series["tilt_deg"], series["warnings"]), ([], 0, []))

    def test_directory_without_its_folders(self):
        """The DICOMDIR was copied beside the images, and names places that are not there."""
        result = self.info(os.path.join(DATA, "philips-head-5mm", "DIRFILE"))
        self.assertEqual(result["series"][0]["images"], 28)
        self.assertIn("SKIPPED_FILES", self.codes(result["warnings"]))

    def test_philips_5mm(self):
        series = self.check("philips-head-5mm")
        self.assertEqual(series["images"], 28)
        self.assertAlmostEqual(series["spacing"][2], 5, 6)

    def test_ge(self):
        series = self.check("ge-head-tilted")
        self.assertEqual(series["geometry"], "uneven")
        self.assertAlmostEqual(series["tilt_deg"], 18.5, 1)
        gaps = [(round(g["gap"], 3), g["count"]) for g in series["gaps_mm"]]
        self.assertEqual(gaps, [(4.002, 13), (1.081, 1), (6.999, 13)])
        self.assertEqual(self.codes(series["warnings"]), ["GANTRY_TILT", "PADDING", "UNEVEN_SPACING"])
        self.assertEqual(series["missing"], [])

    def test_visible_human(self):
        series = self.check("visible-human-slice")
        values = self.export(os.path.join(DATA, "visible-human-slice"))
        self.assertAlmostEqual((values > 250).mean() * 100, 0.3696, 3)
        self.assertIn("SINGLE_SLICE", self.codes(series["warnings"]))

    def test_scout_and_summary(self):
        done = call("info", os.path.join(DATA, "philips-scout"), "--json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("LOCALIZER", {r["code"] for r in json.loads(done.stdout)["rejected"]})
        summary = self.info(os.path.join(DATA, "philips-exam-summary"))
        self.assertEqual([r["code"] for r in summary["rejected"]].count("NOT_GRAYSCALE"), 3)

    def test_little_memory(self):
        """1 GiB of address space is enough for the viewer's side."""
        if reserves_terabytes(CLI):
            self.skipTest("built with the address sanitizer")
        done = subprocess.run(
            ["sh", "-c", 'ulimit -v 1048576 && exec "$0" info "$1" --json', CLI, os.path.join(DATA, "philips-head")],
            capture_output=True, timeout=900,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["series"][0]["range"][0], -1024)

    def test_hostile(self):
        """Files that kill Debian's GDCM: each is shown or refused with a reason, and we live."""
        done = call("info", os.path.join(DATA, "hostile"), "--json")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        result = json.loads(done.stdout)
        told = sum(s["images"] for s in result["series"]) + len(result["rejected"])
        self.assertGreaterEqual(told, len(os.listdir(os.path.join(DATA, "hostile"))))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
