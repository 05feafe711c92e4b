"""What the cases are made with: data sets, ways to write them, and what a case expects.

Voxels encode their own index (tests/dicom_maker.py), so that every flip, transposition and off-by-one is seen. pydicom
writes the files, and shares no code with us; what it refuses to write is put together from bytes."""

import os
import struct
from io import BytesIO

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID

import dicom_maker
from dicom_maker import AXIAL, ROOT

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
BIG = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
RLE = "1.2.840.10008.1.2.5"
CT = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
DOSE = "1.2.840.10008.5.1.4.1.1.481.2"
PET = "1.2.840.10008.5.1.4.1.1.128"

SHAPE = (16, 20, 6)  # columns, rows, slices
CASES = []


def case(function):
    CASES.append((function.__module__.split(".")[-1], function.__name__, function))
    return function


def cases(**variants):
    """One function, many cases: function(folder, VALUE) for each NAME=VALUE."""

    def register(function):
        for name, value in variants.items():
            CASES.append(
                (function.__module__.split(".")[-1], f"{function.__name__}_{name}",
                 lambda folder, f=function, v=value: f(folder, v))
            )
        return function

    return register


def index_volume(shape=SHAPE):
    return dicom_maker.index_volume(*shape)


class Want:
    """What info, export and probe must say about one series. None: not looked at. codes: of the warnings, exactly."""

    def __init__(self, values, origins=None, cosines=AXIAL, spacing=(0.5, 0.7), codes=(), tolerance=0.0, **more):
        self.values = np.asarray(values)
        self.origins = None if origins is None else np.asarray(origins, float)
        self.cosines, self.spacing, self.tolerance = cosines, spacing, tolerance
        self.codes = None if codes is None else sorted(codes)
        self.padding = more.pop("padding", None)  # bool array: no data there
        self.place_tolerance = more.pop("place_tolerance", 1e-6)
        self.top_codes = sorted(more.pop("top_codes", []))
        self.may_refuse = more.pop("may_refuse", False)  # against the standard: a reason is as good
        self.only_first = more.pop("only_first", False)  # further series are not looked at
        self.rejected = more.pop("rejected", None)  # codes of the rejected files, sorted
        self.more = more  # further members of info --json's series, compared as they are


class Refused:
    """No series; the reason has one of these codes."""

    def __init__(self, *codes):
        self.codes = codes


class Shown:
    """export --series WORD gives these values, with a warning of this code."""

    def __init__(self, word, values, tolerance=0.0, code=None):
        self.word, self.values, self.tolerance, self.code = word, values, tolerance, code


class Survives:
    """Hostile: any answer with a reason is right, wrong voxels cannot be told."""


def origins_of(n, origin=(-10, -20, 30), step=(0, 0, 2.5)):
    return np.array(origin, float) + np.arange(n)[:, None] * np.array(step, float)


def text_of(number):
    return f"{number:.10g}"


def data_set(pixels, position, number, cosines=AXIAL, spacing=(0.5, 0.7), series=1, **tags):
    """One CT image. A tag of None is left out."""
    ds = FileDataset("", {}, file_meta=FileMetaDataset(), preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = CT, f"{ROOT}{series}.{number}"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = ROOT + "9", f"{ROOT}{series}"
    ds.Modality, ds.SeriesNumber, ds.InstanceNumber = "CT", series, number
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.PatientName, ds.PatientID, ds.StudyDate = "Phantom^Index", "P1", "20260102"
    ds.Rows, ds.Columns = pixels.shape
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    bits = 8 * pixels.dtype.itemsize
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = bits, bits, bits - 1
    ds.PixelRepresentation = int(pixels.dtype.kind == "i")
    ds.PixelSpacing = [spacing[1], spacing[0]]
    ds.SliceThickness = 9  # a lie: spacing comes from positions
    if position is not None:
        ds.ImagePositionPatient = [text_of(x) for x in position]
        ds.ImageOrientationPatient = [text_of(x) for x in cosines]
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = 1, -1024, "HU"
    ds.PixelData = np.ascontiguousarray(pixels).tobytes()
    if len(ds.PixelData) % 2:
        ds.PixelData += b"\0"
    ds["PixelData"].VR = "OW" if bits > 8 else "OB"
    for name, value in tags.items():
        if value is not None:
            setattr(ds, name, value)
        elif name in ds:
            delattr(ds, name)
    return ds


def encapsulated(ds, frames, **options):
    """The pixels are these code streams. options: for pydicom's encapsulate."""
    ds.PixelData = encapsulate(frames, **options)
    ds["PixelData"].is_undefined_length = True
    ds["PixelData"].VR = "OB"
    return ds


def bytes_of(ds, syntax=EXPLICIT, label=None, preamble=True, meta=True):
    """label: a transfer syntax in the meta information that is not the one written."""
    if syntax.startswith("1.2.840.10008.1.2.4.20"):  # HTJ2K is newer than Debian's pydicom
        return bytes_of(ds, "1.2.840.10008.1.2.4.90", syntax, preamble, meta)
    ds.is_implicit_VR = syntax == IMPLICIT
    ds.is_little_endian = syntax != BIG
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    if syntax == BIG and ds.BitsAllocated > 8:
        width = ds.BitsAllocated // 8
        ds.PixelData = np.frombuffer(ds.PixelData, f"<u{width}").astype(f">u{width}").tobytes()
    out = BytesIO()
    dcmwrite(out, ds, write_like_original=False)
    whole = out.getvalue()
    if label:
        whole = whole.replace(element(2, 0x10, "UI", syntax), element(2, 0x10, "UI", label), 1)
        # the group's length follows
        length = struct.unpack_from("<I", whole, 140)[0]
        length += len(element(2, 0x10, "UI", label)) - len(element(2, 0x10, "UI", syntax))
        whole = whole[:140] + struct.pack("<I", length) + whole[144:]
    if not meta:
        return whole[132 + 12 + struct.unpack_from("<I", whole, 140)[0]:]
    return whole if preamble else whole[132:]


def element(group, number, vr, value, big=False):
    """Explicit VR."""
    value = value.encode() if isinstance(value, str) else value
    if len(value) % 2:
        value += b"\0" if vr in ("UI", "OB") else b" "
    order = ">" if big else "<"
    head = struct.pack(order + "HH", group, number) + vr.encode()
    if vr in ("OB", "OW", "SQ", "UN", "UT", "OF", "OD"):
        return head + b"\0\0" + struct.pack(order + "I", len(value)) + value
    return head + struct.pack(order + "H", len(value)) + value


def item(**tags):
    ds = Dataset()
    for name, value in tags.items():
        setattr(ds, name, value)
    return ds


def put(folder, name, content):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def write_stack(folder, voxels, origins=None, names="IM{:04d}", shuffle=True, of_slice=None, how=None, **options):
    """Slice k of voxels at origins[k]; names and numbers in no order. of_slice(k): tags of slice k; how: for bytes_of."""
    origins = origins_of(len(voxels)) if origins is None else origins
    order = np.random.default_rng(1).permutation(len(voxels)) if shuffle else np.arange(len(voxels))
    for number, k in enumerate(order):
        tags = {**options, **(of_slice(int(k)) if of_slice else {})}
        number = tags.pop("number", number + 1)
        position = tags.pop("position", origins[k])
        ds = data_set(voxels[k], position, number, **tags)
        put(folder, names.format(number), bytes_of(ds, **(how or {})))
    return origins
