"""The same results as in bench-session.c, computed by numpy and scipy as the notebook does it."""
import sys
import time

import numpy as np

# row: peer, ratio to reach, tolerance of the check, ms that a hand may wait (docs/performance.md)
ROWS = {
    "hand-2d": ("scipy, slice by slice", 64, 0, 16),
    "hand-3d": ("scipy", 110, 0, 30),
    "hand-histogram": ("numpy.histogram", 10, 0, 16),
}
LEVEL = 250


class Rows:
    def __init__(self, path):
        from scipy import ndimage

        self.ndimage = ndimage
        self.voxels = np.load(path)
        self.mask = None

    def chain(self, structure):
        s = self.ndimage
        mask = self.voxels > LEVEL
        for step in (s.binary_opening, s.binary_erosion, s.binary_closing, s.binary_dilation):
            mask = step(mask, structure)
        return mask

    def hand_2d(self):
        return int(self.chain(self.ndimage.generate_binary_structure(2, 1)[None]).sum())

    def hand_3d(self):
        return int(self.chain(self.ndimage.generate_binary_structure(3, 1)).sum())

    def hand_histogram(self):
        return int(np.histogram(self.voxels[self.mask], 50)[0].sum())


if __name__ == "__main__":
    rows = Rows(sys.argv[1])
    for line in sys.stdin:
        method = getattr(rows, line.strip().replace("-", "_"))
        if line.startswith("hand-histogram") and rows.mask is None:
            rows.mask = rows.chain(None)
        begin = time.perf_counter()
        check = method()
        print("%.3f %.9g" % ((time.perf_counter() - begin) * 1000, check), flush=True)
