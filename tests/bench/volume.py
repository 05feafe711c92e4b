"""The volume that the benchmarks run on: the real series philips-head, or else an analytic head of the notebook's shape."""
import os
import pathlib

import numpy as np


def series():
    """The folder of the real series, which need not be there."""
    root = pathlib.Path(__file__).resolve().parents[2]
    return pathlib.Path(os.environ.get("HF_TEST_DATA", root.parent / "shared" / "data")) / "philips-head"


def real():
    import pydicom

    folder = series()
    files = [pydicom.dcmread(f) for f in sorted(folder.rglob("*")) if f.is_file()] if folder.is_dir() else []
    files = sorted((f for f in files if "ImagePositionPatient" in f), key=lambda f: float(f.ImagePositionPatient[2]))
    if len(files) < 2:
        return None
    voxels = np.stack([f.pixel_array * float(f.RescaleSlope) + float(f.RescaleIntercept) for f in files]).astype(np.int16)
    gap = float(files[1].ImagePositionPatient[2]) - float(files[0].ImagePositionPatient[2])
    mm = [float(x) for x in files[0].PixelSpacing]
    return voxels, (mm[1], mm[0], gap)


def phantom():
    """A skull with noise: 234 x 512 x 512 at 0.5 x 0.5 x 1 mm."""
    z, y, x = np.ogrid[-1.1:1.1:234j, -1.4:1.4:512j, -1.4:1.4:512j]
    r = np.sqrt(x**2 + (y / 1.2) ** 2 + z**2)
    voxels = np.where(r > 1, -1000, np.where(r > 0.92, 900, 40)).astype(np.int16)
    voxels += np.random.default_rng(1).integers(-30, 31, voxels.shape, np.int16)
    return voxels, (0.5, 0.5, 1.0)


def make(folder):
    found, name = real(), "philips-head"
    if not found:
        found, name = phantom(), "phantom"
    path = os.path.join(folder, "volume.npy")
    np.save(path, found[0])
    return path, found[1], name
