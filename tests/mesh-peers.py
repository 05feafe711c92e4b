#!/usr/bin/python3
"""Compares the surface with VTK's flying edges and skimage's marching cubes, on the same voxels, and
reads every exported file back with VTK; the decimated one also with MeshLab, f3d and assimp, where
they are there (apt-get install meshlab f3d assimp-utils). What decimation changed is measured by
VTK's Hausdorff filter too.

usage: mesh-peers.py HOUNSFIELD-CLI PATH [LEVEL [STEP]]     needs python3-vtk9, -skimage, -scipy

Prints one line a check and exits 1 where one fails. Counts must be equal; places may differ by
0.05 voxel: ours stay 1/256 of an edge away from voxels, so that no two vertices coincide.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import numpy as np
import vtk
from scipy.spatial import cKDTree
from skimage import measure
from vtk.util import numpy_support

failures = 0


def check(what, ours, theirs, tolerance=0.0):
    global failures
    difference = abs(ours - theirs)
    ok = difference <= tolerance * abs(theirs)
    failures += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {what}: ours {ours:.9g}, theirs {theirs:.9g}")


def run(cli, *arguments):
    return subprocess.run([cli, *arguments], check=True, capture_output=True, text=True).stdout


def points_of(data):
    return numpy_support.vtk_to_numpy(data.GetPoints().GetData()).astype(float)


def triangles_of(data):
    return numpy_support.vtk_to_numpy(data.GetPolys().GetConnectivityArray()).reshape(-1, 3)


def measure_mesh(points, triangles):
    """ml, cm2"""
    a, b, c = (points[triangles[:, n]] - points.mean(0) for n in range(3))
    normal = np.cross(b - a, c - a)
    return (a * normal).sum() / 6000, np.linalg.norm(normal, axis=1).sum() / 200


def flying_edges(voxels, level):
    image = vtk.vtkImageData()
    image.SetDimensions(*voxels.shape[::-1])
    image.GetPointData().SetScalars(numpy_support.numpy_to_vtk(voxels.ravel()))
    cut = vtk.vtkFlyingEdges3D()
    cut.SetInputData(image)
    cut.SetValue(0, level)
    cut.Update()
    return cut.GetOutput()


def count_parts(data):
    parts = vtk.vtkPolyDataConnectivityFilter()
    parts.SetInputData(data)
    parts.SetExtractionModeToAllRegions()
    parts.Update()
    return parts.GetNumberOfExtractedRegions()


def read_back(path):
    if path.suffix == ".3mf":
        core = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
        root = ElementTree.fromstring(zipfile.ZipFile(path).read("3D/3dmodel.model"))
        points = [[float(v.get(a)) for a in "xyz"] for v in root.iter(core + "vertex")]
        triangles = [[int(t.get(a)) for a in ("v1", "v2", "v3")] for t in root.iter(core + "triangle")]
        return np.array(points), np.array(triangles)
    reader = {".stl": vtk.vtkSTLReader, ".ply": vtk.vtkPLYReader, ".obj": vtk.vtkOBJReader, ".glb": vtk.vtkGLTFReader}[path.suffix]()
    reader.SetFileName(str(path))
    reader.Update()
    data = reader.GetOutput()
    if path.suffix == ".glb":
        blocks = vtk.vtkCompositeDataGeometryFilter()
        blocks.SetInputData(data)
        blocks.Update()
        data = blocks.GetOutput()
    points = points_of(data)
    return points * 1000 if path.suffix == ".glb" else points, triangles_of(data)


def to_vtk(path):
    reader = vtk.vtkPLYReader()
    reader.SetFileName(str(path))
    reader.Update()
    return reader.GetOutput()


def count_edges(data, kind):
    edges = vtk.vtkFeatureEdges()
    edges.SetInputData(data)
    for name in ("BoundaryEdges", "NonManifoldEdges", "FeatureEdges", "ManifoldEdges"):
        getattr(edges, "Set" + name)(name == kind)
    edges.Update()
    return edges.GetOutput().GetNumberOfCells()


def with_middles(data):
    """As ours measures: from vertices and from the middle of every triangle. The cells, which are measured to, stay."""
    points, triangles = numpy_support.vtk_to_numpy(data.GetPoints().GetData()), triangles_of(data)
    more = vtk.vtkPolyData()
    more.DeepCopy(data)
    array = numpy_support.numpy_to_vtk(np.concatenate([points, points[triangles].mean(1)]), deep=True)
    more.GetPoints().SetData(array)
    return more


def check_decimated(cli, folder, common):
    """Certificate and change of a decimated surface against VTK's own measures."""
    common = [word for word in common if word != "--no-keep-largest"]
    plain, small = folder / "plain.ply", folder / "small.ply"
    run(cli, *common, "-o", str(plain))
    ours = json.loads(run(cli, *common, "--decimate=0.1", "-o", str(small)))
    data = to_vtk(small)
    for kind in ("BoundaryEdges", "NonManifoldEdges"):
        check(f"decimated: {kind} of VTK", count_edges(data, kind), 0)
    mass = vtk.vtkMassProperties()
    mass.SetInputData(data)
    check("decimated: volume of vtkMassProperties, ml", ours["volume_ml"], mass.GetVolume() / 1000, 1e-4)
    check("decimated: area of vtkMassProperties, cm2", ours["area_cm2"], mass.GetSurfaceArea() / 100, 1e-4)
    hausdorff = vtk.vtkHausdorffDistancePointSetFilter()
    hausdorff.SetInputData(0, with_middles(to_vtk(plain)))
    hausdorff.SetInputData(1, with_middles(data))
    hausdorff.SetTargetDistanceMethodToPointToCell()
    hausdorff.Update()
    for n, way in enumerate(("before_to_after_mm", "after_to_before_mm")):
        distances = numpy_support.vtk_to_numpy(hausdorff.GetOutput(n).GetPointData().GetArray("Distance"))
        change = ours["change"][way]
        for what, theirs in (("max", distances.max()), ("mean", distances.mean()), ("rms", (distances**2).mean() ** 0.5)):
            check(f"decimated: {way} {what} of VTK", float(abs(change[what] - theirs) > 2e-5), 0)


def read_by_others(cli, folder, common):
    common = [word for word in common if word != "--no-keep-largest"]
    files = {ending: folder / f"d.{ending}" for ending in ("stl", "ply", "obj", "glb", "3mf")}
    for file in files.values():
        ours = json.loads(run(cli, *common, "--decimate=0.1", "-o", str(file)))
    with_x = str(Path(__file__).parent / "with-x")
    filters = folder / "measure.mlx"
    filters.write_text("""<!DOCTYPE FilterScript><FilterScript>
<filter name="Merge Close Vertices"><Param type="RichAbsPerc" value="0" min="0" max="1" name="Threshold"/></filter>
<filter name="Compute Topological Measures"/><filter name="Compute Geometric Measures"/></FilterScript>""")
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", LC_ALL="C")

    def say(*command):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        return done.stdout + done.stderr

    # MeshLab 2020.09 reads no .glb and .3mf, and fails on its own .obj
    for ending in ("stl", "ply") if shutil.which("meshlabserver") else ():
        text = say(with_x, "meshlabserver", "-i", str(files[ending]), "-s", str(filters))
        check(f"{ending} by MeshLab: two-manifold", "is two-manifold" in text, True)
        check(f"{ending} by MeshLab: triangles", ours["triangles"], int(re.search(r" F:(\d+)", text)[1]))
        check(f"{ending} by MeshLab: genus", ours["genus"], int(re.search(r"Genus is (\d+)", text)[1]))
        check(f"{ending} by MeshLab: holes", 0, int(re.search(r"Mesh has (\d+) holes", text)[1]))
        check(f"{ending} by MeshLab: ml", ours["volume_ml"], float(re.search(r"Volume +is ([\d.]+)", text)[1]) / 1000, 1e-4)
        check(f"{ending} by MeshLab: cm2", ours["area_cm2"], float(re.search(r"Surface Area is ([\d.]+)", text)[1]) / 100, 1e-4)
    for ending in ("stl", "ply", "obj", "glb") if shutil.which("f3d") else ():  # 1.3 reads no .3mf
        picture = folder / f"{ending}.png"
        say(with_x, "f3d", "--output", str(picture), "--resolution", "300,300", str(files[ending]))
        check(f"{ending} drawn by f3d", picture.exists() and picture.stat().st_size > 3000, True)
    for ending in ("3mf", "obj", "glb") if shutil.which("assimp") else ():
        text = say("assimp", "info", str(files[ending]))
        check(f"{ending} by assimp: triangles", ours["triangles"], int(re.search(r"Faces: +(\d+)", text)[1]))
        check(f"{ending} by assimp: vertices", ours["vertices"], int(re.search(r"Vertices: +(\d+)", text)[1]))


def main():
    cli, path = sys.argv[1:3]
    level = float(sys.argv[3]) if len(sys.argv) > 3 else 350
    step = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    folder = Path(tempfile.mkdtemp())
    common = ["mesh", path, f"--level={level}", f"--step={step}", "--no-keep-largest", "--json"]

    run(cli, "export", path, "-o", str(folder / "v.npy"))
    voxels = np.ascontiguousarray(np.load(folder / "v.npy")[::step, ::step, ::step])
    info = json.loads(run(cli, "info", path, "--json"))["series"]
    info = max(info, key=lambda series: series["images"])
    spacing = np.array(info["spacing"]) * step
    direction = np.array(info["direction"]).reshape(3, 3)
    ours = json.loads(run(cli, *common, "--no-close-border", "-o", str(folder / "m.ply")))
    own_points, own_triangles = read_back(folder / "m.ply")

    data = flying_edges(voxels, level)
    index = points_of(data)
    points = index * spacing @ direction + info["origin"]
    ml, cm2 = measure_mesh(points, triangles_of(data))
    own_ml, own_cm2 = measure_mesh(own_points, own_triangles)
    check("VTK vertices", ours["vertices"], data.GetNumberOfPoints())
    check("VTK triangles", ours["triangles"], data.GetNumberOfCells())
    check("VTK parts", ours["components"], count_parts(data))
    check("VTK area, cm2", own_cm2, cm2, 1e-3)
    check("VTK volume, ml", abs(own_ml), abs(ml), 1e-3)
    check("certificate's area, cm2", ours["area_cm2"], own_cm2, 1e-5)
    own_index = (own_points - info["origin"]) @ direction.T / spacing
    there = cKDTree(index).query(own_index)[0].max()
    back = cKDTree(own_index).query(index)[0].max()
    print(f"     farthest vertex: {there:.4f} voxel from ours to VTK's, {back:.4f} back")
    check("farther than 0.05 voxel", float(max(there, back) > 0.05), 0)

    vertices, faces, _, _ = measure.marching_cubes(voxels, level, method="lorensen")
    sk_points = vertices[:, ::-1] * spacing @ direction + info["origin"]
    sk_ml, sk_cm2 = measure_mesh(sk_points, faces)
    check("skimage (Lorensen) area, cm2", own_cm2, sk_cm2, 2e-3)
    check("skimage (Lorensen) volume, ml", abs(own_ml), abs(sk_ml), 2e-3)
    print(f"     skimage: {len(vertices)} vertices, {len(faces)} triangles")

    closed = None
    for ending in ("stl", "ply", "obj", "glb", "3mf"):
        file = folder / f"c.{ending}"
        closed = json.loads(run(cli, *common, "-o", str(file)))
        points, triangles = read_back(file)
        ml, cm2 = measure_mesh(points, triangles)
        check(f"{ending} read by {'xml' if ending == '3mf' else 'VTK'}: triangles", closed["triangles"], len(triangles))
        check(f"{ending}: volume, ml", closed["volume_ml"], ml, 1e-4)
        check(f"{ending}: area, cm2", closed["area_cm2"], cm2, 1e-4)
        again = json.loads(run(cli, "check", str(file), "--json"))
        check(f"{ending}: parts as read by check", again["components"], closed["components"])
        check(f"{ending}: watertight as read by check", again["watertight"], True)
    check("closed: watertight", closed["watertight"], True)
    check_decimated(cli, folder, common)
    read_by_others(cli, folder, common)
    return failures > 0


sys.exit(main())
