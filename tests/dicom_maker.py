"""Synthetic DICOM series whose answers are known exactly: every voxel encodes its own index, so that each flip, transposition
and off-by-one is seen. Written with pydicom, which shares no code with us."""

import os

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage, ExplicitVRLittleEndian

ROOT = "1.2.826.0.1.3680043.10.1."
AXIAL = (1, 0, 0, 0, 1, 0)


def index_volume(columns, rows, slices):
    """Stored values 1 + i + 20 j + 400 k, int16, in order (k, j, i)."""
    k, j, i = np.meshgrid(np.arange(slices), np.arange(rows), np.arange(columns), indexing="ij")
    return (1 + i + 20 * j + 400 * k).astype(np.int16)


def make_slice(path, pixels, position, number, cosines=AXIAL, spacing=(0.5, 0.7), series=1, **tags):
    """spacing: mm along a row of pixels (i), along a column (j). A tag of None is left out."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = f"{ROOT}{series}.{number}"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset(path, {}, file_meta=meta, preamble=b"\0" * 128)
    ds.is_little_endian, ds.is_implicit_VR = True, False
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    ds.StudyInstanceUID, ds.SeriesInstanceUID = ROOT + "9", f"{ROOT}{series}"
    ds.Modality, ds.SeriesNumber, ds.InstanceNumber = "CT", series, number
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.PatientName, ds.PatientID, ds.StudyDate = "Phantom^Index", "P1", "20260102"
    ds.Rows, ds.Columns = pixels.shape
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
    ds.PixelSpacing = [spacing[1], spacing[0]]
    ds.SliceThickness = 9  # a lie: spacing comes from positions
    ds.ImagePositionPatient = [f"{x:.10g}" for x in position]
    ds.ImageOrientationPatient = [f"{x:.10g}" for x in cosines]
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = 1, -1024, "HU"
    ds.PixelData = pixels.astype("<i2").tobytes()
    for name, value in tags.items():
        if value is None:
            delattr(ds, name)
        else:
            setattr(ds, name, value)
    ds.save_as(path, write_like_original=False)


def make_enhanced(path, voxels, order, positions, slopes):
    """One enhanced CT file: frames in this order of k, each with its own position and slope."""

    def item(**tags):
        ds = Dataset()
        for name, value in tags.items():
            setattr(ds, name, value)
        return ds

    make_slice(path, voxels[0], (0, 0, 0), 1)
    ds = pydicom.dcmread(path)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = EnhancedCTImageStorage
    for name in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"):
        delattr(ds, name)
    del ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType
    ds.NumberOfFrames = len(order)
    ds.SharedFunctionalGroupsSequence = [
        item(
            PlaneOrientationSequence=[item(ImageOrientationPatient=list(AXIAL))],
            PixelMeasuresSequence=[item(PixelSpacing=[0.7, 0.5], SliceThickness=9)],
        )
    ]
    ds.PerFrameFunctionalGroupsSequence = [
        item(
            PlanePositionSequence=[item(ImagePositionPatient=[float(x) for x in positions[k]])],
            PixelValueTransformationSequence=[
                item(RescaleSlope=slopes[k], RescaleIntercept=-1024, RescaleType="HU")
            ],
        )
        for k in order
    ]
    ds.PixelData = b"".join(voxels[k].astype("<i2").tobytes() for k in order)
    ds.save_as(path)


def make_series(folder, voxels, origin=(-10, -20, 30), step=(0, 0, 2.5), cosines=AXIAL, shuffle=True, **options):
    """One file a slice, slice k of voxels at origin + k step; names and numbers in no order."""
    os.makedirs(folder, exist_ok=True)
    order = np.random.default_rng(1).permutation(len(voxels)) if shuffle else np.arange(len(voxels))
    for number, k in enumerate(order):
        position = np.array(origin) + k * np.array(step)
        make_slice(os.path.join(folder, f"IM{number:04d}"), voxels[k], position, number + 1, cosines, **options)
