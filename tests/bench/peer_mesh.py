"""The best peer of each row of bench-mesh.c, from Debian's packages: VTK with all its threads."""
import ctypes
import os
import sys
import time

import numpy as np
import vtk
from vtk.util import numpy_support

# row: peer, ratio to reach, tolerance of the check
ROWS = {
    "surface": ("VTK flying edges", 3, 0),
    "surface-step2": ("VTK flying edges on the coarse volume", 2, 0),
    "surface-step2-live": ("VTK, its coarse volume included", 2, 0),
    "parts": ("VTK connectivity", 10, 0),
    "smooth": ("VTK windowed sinc", 2.5, 0),
    "decimate": ("meshoptimizer", 0.67, 0.01),
    "proxy": ("VTK binned decimation", 1, 0),
    "report": ("VTK mass properties", 1, 5),
    "stl": ("VTK STL writer", 2, 0),
}
LEVEL = 350


def update(kind, data, **settings):
    step = kind()
    step.SetInputData(data)
    for name, value in settings.items():
        getattr(step, name)(*value) if isinstance(value, tuple) else getattr(step, name)(value)
    step.Update()
    return step


class Rows:
    def __init__(self, path, spacing):
        voxels = np.load(path)
        self.path = path
        self.images = [self.image(voxels, spacing, 1), self.image(np.ascontiguousarray(voxels[::2, ::2, ::2]), spacing, 2)]
        self.whole = self.edges(0)
        self.largest = update(vtk.vtkPolyDataConnectivityFilter, self.whole, SetExtractionMode=vtk.VTK_EXTRACT_LARGEST_REGION).GetOutput()
        self.largest = update(vtk.vtkCleanPolyData, self.largest, SetPointMerging=False).GetOutput()

        self.library = ctypes.CDLL("libmeshoptimizer.so")
        self.points = numpy_support.vtk_to_numpy(self.largest.GetPoints().GetData()).astype(np.float32)
        self.corners = numpy_support.vtk_to_numpy(self.largest.GetPolys().GetConnectivityArray()).astype(np.uint32)

    def image(self, voxels, spacing, step):
        image = vtk.vtkImageData()
        image.SetDimensions(*voxels.shape[::-1])
        image.SetSpacing(*(mm * step for mm in spacing))
        self.keep = getattr(self, "keep", []) + [voxels]
        image.GetPointData().SetScalars(numpy_support.numpy_to_vtk(voxels.ravel()))
        return image

    def edges(self, n):
        return update(vtk.vtkFlyingEdges3D, self.images[n], SetValue=(0, LEVEL), SetComputeScalars=False).GetOutput()

    def surface(self):
        return self.edges(0).GetNumberOfCells()

    def surface_step2(self):
        return self.edges(1).GetNumberOfCells()

    def surface_step2_live(self):  # as a program has to that holds the whole volume, and as our row always does
        coarse = update(vtk.vtkExtractVOI, self.images[0], SetSampleRate=(2, 2, 2)).GetOutput()
        return update(vtk.vtkFlyingEdges3D, coarse, SetValue=(0, LEVEL), SetComputeScalars=False).GetOutput().GetNumberOfCells()

    def parts(self):
        step = update(vtk.vtkPolyDataConnectivityFilter, self.whole, SetExtractionMode=vtk.VTK_EXTRACT_LARGEST_REGION)
        return step.GetNumberOfExtractedRegions()

    def smooth(self):
        return update(vtk.vtkWindowedSincPolyDataFilter, self.largest, SetNumberOfIterations=20, SetPassBand=0.1).GetOutput().GetNumberOfPoints()

    def decimate(self):  # faster than VTK's, which did nothing on the real skull; but its result is not manifold
        simplify = self.library.meshopt_simplify
        simplify.restype = ctypes.c_size_t
        points, corners = self.points, self.corners
        left = np.empty_like(corners)
        pointer = lambda array: array.ctypes.data_as(ctypes.c_void_p)
        size, error = ctypes.c_size_t, ctypes.c_float(0.02)
        n = simplify(pointer(left), pointer(corners), size(len(corners)), pointer(points), size(len(points)), size(12),
                     size(len(corners) // 30 * 3), error, ctypes.c_uint(0), None)
        return n / len(corners)

    def proxy(self):
        step = update(vtk.vtkBinnedDecimation, self.largest, SetNumberOfDivisions=(128, 128, 128))
        return step.GetOutput().GetNumberOfCells() > 0

    def report(self):
        return update(vtk.vtkMassProperties, self.whole).GetSurfaceArea() / 100

    def stl(self):
        path = self.path + ".peer.stl"
        writer = vtk.vtkSTLWriter()
        writer.SetInputData(self.whole)
        writer.SetFileName(path)
        writer.SetFileTypeToBinary()
        writer.Write()
        size = os.path.getsize(path)
        os.unlink(path)
        return size


def main(path, *spacing):
    rows = Rows(path, [float(mm) for mm in spacing])
    for line in sys.stdin:
        begin = time.perf_counter()
        check = getattr(rows, line.strip().replace("-", "_"))()
        print("%.3f %.9g" % ((time.perf_counter() - begin) * 1000, check), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
