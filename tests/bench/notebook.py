#!/usr/bin/python3
"""The notebook as a plain script: its own libraries, its own calls, from top to bottom; the peer of `hounsfield-cli notebook`.

usage: notebook.py FOLDER OUT

Prints what the notebook prints, and last a line "SECONDS DRAWING CHECK": its time without the imports, how much of it went into
figures, and the mean of the resampled volume. Figures are saved where the notebook shows them."""
import functools
import os
import sys
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pydicom
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from scipy import ndimage
from skimage import measure


drawing = 0.0  # s, in figures


def figure(show):
    @functools.wraps(show)
    def timed(*arguments):
        global drawing
        begin = time.perf_counter()
        show(*arguments)
        drawing += time.perf_counter() - begin

    return timed


def load_scan(folder):
    names = [os.path.join(at, name) for at, _, files in os.walk(folder) for name in files]
    slices = [s for s in map(pydicom.dcmread, names) if "ImagePositionPatient" in s]
    slices.sort(key=lambda s: float(s.ImagePositionPatient[2]))
    thickness = abs(slices[0].ImagePositionPatient[2] - slices[1].ImagePositionPatient[2])
    for s in slices:
        s.SliceThickness = thickness
    print("Files:", len(names))
    print("Pixel spacing:", slices[0].PixelSpacing, "Slice thickness:", thickness)
    return slices


def get_pixels_hu(slices):
    image = np.stack([s.pixel_array for s in slices]).astype(np.int16)
    for n, s in enumerate(slices):
        if s.RescaleSlope != 1:
            image[n] = (s.RescaleSlope * image[n].astype(np.float64)).astype(np.int16)
        image[n] += np.int16(s.RescaleIntercept)
    return image


@figure
def show_slice(scan, out):
    plt.imshow(scan.pixel_array, cmap=plt.cm.bone)
    plt.title("%s %s %s" % (scan.PatientName, scan.PatientID, scan.Modality))
    plt.savefig(out + "/1-slice.png")
    plt.close()


def optimize(binarized):
    return ndimage.binary_dilation(ndimage.binary_closing(ndimage.binary_erosion(ndimage.binary_opening(binarized))))


@figure
def show_panels(image, binarized, optimized, out):
    _, axes = plt.subplots(1, 3, figsize=(15, 5))
    for axis, picture, title in zip(axes, (image, binarized, optimized), ("Original", "Binarized", "Optimized")):
        axis.imshow(picture, cmap="gray")
        axis.set_title(title)
        axis.axis("off")
    plt.savefig(out + "/2-preview.png")
    plt.close()


@figure
def show_planes(image, out):
    k, j, i = (n // 2 for n in image.shape)
    _, axes = plt.subplots(1, 3, figsize=(15, 5))
    for axis, picture in zip(axes, (image[k], image[:, j], image[:, :, i])):
        axis.imshow(picture, cmap="viridis")
    plt.savefig(out + "/3-planes.png")
    plt.close()


@figure
def show_histogram(image, out):
    plt.hist(image.flatten(), bins=50, color="c")
    plt.xlabel("Hounsfield Units (HU)")
    plt.ylabel("Frequency")
    plt.savefig(out + "/4-histogram.png")
    plt.close()


def resample(image, scan):
    spacing = np.array([scan.SliceThickness, *scan.PixelSpacing], dtype=np.float64)
    shape = np.round(image.shape * spacing)
    print("Shape before resampling:", image.shape)
    image = ndimage.zoom(image, shape / image.shape)
    print("Shape after resampling:", image.shape)
    return image


def make_mesh(image):
    vertices, faces, _, _ = measure.marching_cubes(image.transpose(2, 1, 0), 350, step_size=2, allow_degenerate=True)
    print("Surface at 350, step 2: %d vertices, %d triangles" % (len(vertices), len(faces)))
    return vertices, faces


@figure
def show_surface(vertices, faces, image, out):
    axis = plt.figure(figsize=(10, 10)).add_subplot(111, projection="3d")
    mesh = Poly3DCollection(vertices[faces], linewidths=0.05, alpha=0.5)
    mesh.set_facecolor("lightblue")
    axis.add_collection3d(mesh)
    axis.set(xlim=(0, image.shape[2]), ylim=(0, image.shape[1]), zlim=(0, image.shape[0]))
    plt.savefig(out + "/5-surface.png")
    plt.close()


def main(folder, out):
    begin = time.perf_counter()
    slices = load_scan(folder)
    show_slice(slices[len(slices) // 2], out)
    image = get_pixels_hu(slices)
    middle = image[len(image) // 2]
    show_panels(middle, middle > 250, optimize(middle > 250), out)
    show_planes(image, out)
    np.save(out + "/volume.npy", image)
    image = np.load(out + "/volume.npy")
    show_histogram(image, out)
    image = resample(image, slices[0])
    np.save(out + "/resampled.npy", image)
    show_surface(*make_mesh(image), image, out)
    print("%.3f %.3f %.9g" % (time.perf_counter() - begin, drawing, image.mean()))


main(sys.argv[1], sys.argv[2])
