"""The best peer of each row of bench-mesh.c, from Debian's packages: VTK with all its threads."""
import os
import sys
import time

import numpy as np
import vtk
from vtk.util import numpy_support

# row: peer, ratio to reach, tolerance of the check
ROWS = {
    "surface": ("VTK flying edges", 3, 0),
    "surface-step2": ("VTK flying edges", 2, 0),
    "parts": ("VTK connectivity", 10, 0),
    "smooth": ("VTK windowed sinc", 2.5, 0),
    "decimate": ("VTK quadric", 1, 0.01),
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

    def parts(self):
        step = update(vtk.vtkPolyDataConnectivityFilter, self.whole, SetExtractionMode=vtk.VTK_EXTRACT_LARGEST_REGION)
        return step.GetNumberOfExtractedRegions()

    def smooth(self):
        return update(vtk.vtkWindowedSincPolyDataFilter, self.largest, SetNumberOfIterations=20, SetPassBand=0.1).GetOutput().GetNumberOfPoints()

    def decimate(self):
        step = update(vtk.vtkQuadricDecimation, self.largest, SetTargetReduction=0.9)
        return step.GetOutput().GetNumberOfCells() / self.largest.GetNumberOfCells()

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
