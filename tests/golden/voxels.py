#!/usr/bin/python3
"""Checksums of the voxels of real series, by pydicom: rescale in float64, padding as -32768, slices by position.

Writes tests/golden/voxels.txt: path, columns, rows, slices, SHA-256 of int16 (k, j, i). Needs HF_TEST_DATA."""
import hashlib
import os
import sys
import warnings

import numpy as np
import pydicom

warnings.simplefilter("ignore")
data = os.environ.get("HF_TEST_DATA", "")
if not os.path.isdir(data):
    print("HF_TEST_DATA is not set: voxels.txt stays as it is", file=sys.stderr)
    sys.exit(0)
out = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "voxels.txt"), "w")


def values(d):
    a = d.pixel_array.astype(np.float64)
    pad = d.get("PixelPaddingValue")
    if pad is not None and d.PixelRepresentation and pad > 32767:
        pad -= 65536
    v = a * float(d.get("RescaleSlope") or 1) + float(d.get("RescaleIntercept") or 0)
    if pad is not None:
        v[a == pad] = -32768
    return v


def tell(name, slices):
    v = np.stack(slices)
    if v.ndim != 3 or (v != np.rint(v)).any() or v.min() < -32768 or v.max() > 32767:
        return
    digest = hashlib.sha256(v.astype("<i2").tobytes()).hexdigest()
    print(name, v.shape[2], v.shape[1], v.shape[0], digest, file=out)


for name in ["philips-head", "philips-head-5mm", "ge-head-tilted", "visible-human-slice"]:
    slices = []
    for file in os.listdir(f"{data}/{name}"):
        d = pydicom.dcmread(f"{data}/{name}/{file}", force=True)
        if "PixelData" not in d:
            continue
        o = np.array(d.ImageOrientationPatient, float)
        slices.append((np.cross(o[:3], o[3:]) @ np.array(d.ImagePositionPatient, float), values(d)))
    tell(name, [v for _, v in sorted(slices, key=lambda s: s[0])])

for file in sorted(os.listdir(f"{data}/pydicom-files")):
    path = f"pydicom-files/{file}"
    if not file.endswith(".dcm") or file.startswith("chr"):
        continue
    try:
        d = pydicom.dcmread(f"{data}/{path}", force=True)
        if d.SamplesPerPixel == 1 and d.PhotometricInterpretation.startswith("MONO") and d.BitsAllocated in (8, 16):
            tell(path, [values(d)])
    except Exception as e:  # what pydicom cannot decode here has no golden value
        print(f"{path}: {e}".split("\n")[0], file=sys.stderr)
