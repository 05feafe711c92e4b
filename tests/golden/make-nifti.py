#!/usr/bin/python3
"""Small NIfTI files as nibabel writes them (python3-nibabel): value (i, j, k) = 100 k + 10 j + i. The affines are in
tests/test-nifti.c, too."""
import os
import nibabel
import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nifti")
i, j, k = np.mgrid[0:4, 0:3, 0:2]
values = 100 * k + 10 * j + i
ras = np.array([[0.5, 0, 0, 10], [0, 0.6, 0, -20], [0, 0, 2, 30], [0, 0, 0, 1.0]])
lps = np.array([[-0.5, 0, 0, 10], [0, -0.6, 0, -20], [0, 0, 2, 30], [0, 0, 0, 1.0]])
sagittal = np.array([[0, 0, 2, 10], [0.5, 0, 0, -20], [0, 0.6, 0, 30], [0, 0, 0, 1.0]])
sheared = np.array([[-0.5, 0, 0, 10], [0, -0.6, 0.7, -20], [0, 0, 2, 30], [0, 0, 0, 1.0]])


def save(name, affine, kind, sform=1, qform=0, big=False, slope=None):
    header = nibabel.Nifti1Header(endianness=">" if big else "<")
    header.set_data_dtype(kind)
    image = nibabel.Nifti1Image(values.astype(kind), None, header)
    image.header.set_zooms(np.sqrt((affine[:3, :3] ** 2).sum(0)))
    if qform:
        image.header.set_qform(affine, qform)
    if sform:
        image.header.set_sform(affine, sform)
    image.header.set_xyzt_units("mm")
    if slope:
        image.header.set_slope_inter(*slope)
        image = nibabel.Nifti1Image(slope[0] * values + slope[1], None, image.header)
    nibabel.save(image, f"{folder}/{name}")


save("ras.nii", ras, "int16")
save("lps.nii", lps, "int16")
save("sagittal.nii", sagittal, "float32")
save("sheared.nii", sheared, "int32")
save("qform.nii", sagittal, "uint16", sform=0, qform=1)
save("big.nii", lps, "float64", big=True)
save("packed.nii.gz", lps, "uint8")
save("slope.nii", lps, "int16", slope=(2.5, -1000))
