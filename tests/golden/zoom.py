"""Golden volumes of scipy.ndimage: tests/golden/zoom.bin. A record: int32 old size (i, j, k), new size (i, j, k), seed, grid
(0 exact, 1 notebook), order, smoothed; float64 old spacing, new spacing; int16 voxels of the result (k, j, i)."""
import pathlib
import struct
import sys

import numpy as np
from scipy import ndimage

from _boxes import values

CASES = [  # size, old spacing, new spacing
    ((9, 8, 7), (0.9, 0.9, 2.5), (1, 1, 1)),
    ((12, 7, 3), (1, 1, 5), (1, 1, 1)),
    ((17, 9, 5), (0.451, 0.451, 0.9), (1, 1, 1)),
    ((8, 5, 4), (3.25, 1, 1), (1, 1, 1)),  # scipy's last column is 0: rounding
    ((33, 2, 1), (0.5, 1, 3), (1, 0.4, 1)),
    ((6, 6, 6), (1, 1, 1), (1, 1, 1)),
    ((2, 1, 2), (2, 1, 3), (0.5, 1, 0.5)),
    ((40, 18, 3), (0.7, 0.7, 1), (2.1, 1.9, 1)),
]


def rounded(volume):
    return np.clip(np.where(volume > 0, np.floor(volume + 0.5), np.ceil(volume - 0.5)), -32767, 32767).astype("<i2")


def smoothed(volume, factors):
    for axis, factor in enumerate(factors):
        if volume.shape[axis] > 1 and factor > 1 + 1e-6:
            volume = ndimage.gaussian_filter1d(volume, (factor - 1) / 2, axis, mode="mirror")
    return volume


out = []
for n, (size, old, new) in enumerate(CASES):
    volume = values(size, 3000 + n, -1000, 2000)
    zoom = [a / b for a, b in zip(old[::-1], new[::-1])]
    for order in (0, 1, 3):
        for smooth in (0, 1) if order else (0,):
            for grid in (0, 1):
                source = volume.astype(float)
                if grid:
                    shape = [int(round(a * b)) for a, b in zip(volume.shape, zoom)]
                    factors = [(a - 1) / (b - 1) if b > 1 else 1 for a, b in zip(volume.shape, shape)]
                    if smooth:
                        result = rounded(ndimage.zoom(smoothed(source, factors), zoom, order=order))
                    else:
                        result = ndimage.zoom(volume, zoom, order=order)
                else:
                    shape = [int(np.floor((a - 1) * b + 1e-6)) + 1
                             for a, b in zip(volume.shape, zoom)]
                    if smooth:
                        source = smoothed(source, [1 / b for b in zoom])
                    at = np.meshgrid(*[np.arange(m) / b for m, b in zip(shape, zoom)], indexing="ij")
                    at = [np.minimum(a, m - 1) for a, m in zip(at, volume.shape)]
                    result = rounded(ndimage.map_coordinates(source, at, order=order, mode="mirror"))
                out.append(struct.pack("<10i6d", *size, *result.shape[::-1], 3000 + n, grid, order, smooth, *old, *new))
                out.append(np.ascontiguousarray(result, "<i2").tobytes())
pathlib.Path(sys.argv[1], "tests/golden/zoom.bin").write_bytes(b"".join(out))
