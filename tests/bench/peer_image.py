"""The best peer of each row of bench-image.c, from Debian's packages."""
import sys
import time

import numpy as np

# row: peer, ratio to reach, tolerance of the check
ROWS = {
    "histogram": ("VTK", 2, 0),
    "chain-2d": ("scipy", 130, 0),
    "chain-3d": ("scipy", 180, 0),
    "ball-5mm": ("scipy distance transform", 50, 2000),
    "largest": ("scipy label", 20, 0),
    "resample-linear": ("VTK", 2, 1.5),
    "resample-cubic": ("VTK B-spline", 20, 1.5),
    "three-views": ("VTK cubic", 2, 5),
}
LEVEL = 250


def image_data(voxels, spacing):
    import vtkmodules.util.numpy_support as support
    from vtkmodules.vtkCommonDataModel import vtkImageData

    image = vtkImageData()
    image.SetDimensions(*voxels.shape[::-1])
    image.SetSpacing(*spacing)
    image.GetPointData().SetScalars(support.numpy_to_vtk(voxels.ravel()))
    return image


def as_array(image):
    import vtkmodules.util.numpy_support as support

    return support.vtk_to_numpy(image.GetPointData().GetScalars()).reshape(image.GetDimensions()[::-1])


class Rows:
    def __init__(self, path, spacing):
        from scipy import ndimage

        self.ndimage = ndimage
        self.voxels = np.load(path)
        self.spacing = spacing
        self.image = image_data(self.voxels, spacing)
        self.mask = self.voxels > LEVEL

    def histogram(self):
        from vtkmodules.vtkImagingStatistics import vtkImageHistogram

        f = vtkImageHistogram()
        f.SetInputData(self.image)
        f.AutomaticBinningOff()
        f.SetBinOrigin(-32768)
        f.SetBinSpacing(1)
        f.SetNumberOfBins(65536)
        f.GenerateHistogramImageOff()
        f.Update()
        counts = f.GetHistogram()
        return sum(counts.GetValue(32768 + v) for v in range(100))

    def chain(self, volume):
        s = self.ndimage
        return int(s.binary_dilation(s.binary_closing(s.binary_erosion(s.binary_opening(volume > LEVEL)))).sum())

    def chain_2d(self):
        return self.chain(self.voxels[len(self.voxels) // 2])

    def chain_3d(self):
        return self.chain(self.voxels)

    def ball_5mm(self):
        distance = self.ndimage.distance_transform_edt(~self.mask, self.spacing[::-1])
        return int((distance <= 5 * (1 + 1e-9)).sum())

    def largest(self):
        labels, _ = self.ndimage.label(self.mask)
        sizes = np.bincount(labels.ravel())
        sizes[0] = 0
        return int((labels == sizes.argmax()).sum())

    def resample(self, interpolator):
        from vtkmodules.vtkImagingCore import vtkImageReslice

        size = [int((n - 1) * mm + 1e-6) + 1 for n, mm in zip(self.voxels.shape[::-1], self.spacing)]
        f = vtkImageReslice()
        f.SetInputData(self.image)
        f.SetOutputSpacing(1, 1, 1)
        f.SetOutputOrigin(0, 0, 0)
        f.SetOutputExtent(0, size[0] - 1, 0, size[1] - 1, 0, size[2] - 1)
        interpolator(f)
        begin = time.perf_counter()
        f.Update()
        self.ms = (time.perf_counter() - begin) * 1000
        return float(as_array(f.GetOutput())[:, ::5, ::7].mean())

    def resample_linear(self):
        return self.resample(lambda f: f.SetInterpolationModeToLinear())

    def resample_cubic(self):
        from vtkmodules.vtkImagingCore import vtkImageBSplineCoefficients, vtkImageBSplineInterpolator

        def use(f):
            coefficients = vtkImageBSplineCoefficients()
            coefficients.SetInputData(self.image)
            coefficients.SetBorderModeToMirror()
            f.SetInputConnection(coefficients.GetOutputPort())
            f.SetInterpolator(vtkImageBSplineInterpolator())

        return self.resample(use)

    def three_views(self):
        """The middle of the three fitted 800 x 800 views, cubic (Catmull-Rom)."""
        from vtkmodules.vtkCommonMath import vtkMatrix4x4
        from vtkmodules.vtkImagingCore import vtkImageReslice

        size, mm = self.voxels.shape[::-1], self.spacing
        center = [(n // 2 + 0.3) * s for n, s in zip(size, mm)]
        total = 0
        for right, down, across in ((0, 1, 2), (1, 2, 0), (0, 2, 1)):
            px = max(size[right] * mm[right], size[down] * mm[down]) / 800
            sign = 1 if across == 2 else -1
            origin = [0, 0, 0]
            origin[across] = center[across]
            for axis, way in ((right, 1), (down, sign)):
                origin[axis] = (size[axis] - 1) / 2 * mm[axis] - way * 399.5 * px
            axes = vtkMatrix4x4()
            axes.Zero()
            axes.SetElement(right, 0, 1)
            axes.SetElement(down, 1, sign)
            axes.SetElement(across, 2, 1)
            axes.SetElement(3, 3, 1)
            for a in range(3):
                axes.SetElement(a, 3, origin[a])
            f = vtkImageReslice()
            f.SetInputData(self.image)
            f.SetResliceAxes(axes)
            f.SetOutputDimensionality(2)
            f.SetOutputSpacing(px, px, 1)
            f.SetOutputOrigin(0, 0, 0)
            f.SetOutputExtent(0, 799, 0, 799, 0, 0)
            f.SetInterpolationModeToCubic()
            f.BorderOn()
            f.SetBackgroundLevel(-1024)
            f.Update()
            total += as_array(f.GetOutput())[0, 350:450, 350:450].astype(float).sum()
        return total / 30000


if __name__ == "__main__":
    rows = Rows(sys.argv[1], [float(mm) for mm in sys.argv[2:5]])
    for line in sys.stdin:
        method = getattr(rows, line.strip().replace("-", "_"))
        rows.ms = None
        begin = time.perf_counter()
        check = method()
        print("%.3f %.9g" % (rows.ms or (time.perf_counter() - begin) * 1000, check), flush=True)
