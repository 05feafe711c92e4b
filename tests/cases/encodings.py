"""How the bytes are written."""

import os
import shutil
import subprocess
import tempfile
from io import BytesIO

import numpy as np
from PIL import Image
from pydicom.pixel_data_handlers.rle_handler import rle_encode_frame
from pydicom.dataset import Dataset

from .maker import (BIG, DEFLATED, EXPLICIT, IMPLICIT, RLE, Refused, Want, bytes_of, case, cases, data_set, encapsulated,
                    index_volume, origins_of, put, write_stack)

STORED = index_volume()
HU = STORED.astype(int) - 1024
ORIGINS = origins_of(6)
JPEG, JPEG12, JPEG_P14, JPEG_SV1 = (f"1.2.840.10008.1.2.4.{n}" for n in (50, 51, 57, 70))
JLS, JLS_NEAR, J2K, J2K_LOSSY = (f"1.2.840.10008.1.2.4.{n}" for n in (80, 81, 90, 91))


@cases(implicit=IMPLICIT, explicit=EXPLICIT, big=BIG, deflated=DEFLATED)
def plain(folder, syntax):
    return Want(HU, write_stack(folder, STORED, how={"syntax": syntax}), transfer_syntax=syntax)


@cases(u8=np.uint8, i8=np.int8, u16=np.uint16, u32=np.uint32, i32=np.int32)
def big_endian(folder, kind):
    stored = (STORED & 127).astype(kind) if np.dtype(kind).itemsize == 1 else STORED.astype(kind)
    return Want(stored.astype(int) - 1024, write_stack(folder, stored, how={"syntax": BIG}))


@case
def big_endian_8_bit_words(folder):
    """8-bit pixels in OW: pairs are swapped (PS3.5 8.1.1, 8.2)."""
    stored = (STORED & 255).astype(np.uint8)
    for k in range(6):
        swapped = stored[k].reshape(-1, 2)[:, ::-1].copy()
        ds = data_set(stored[k], ORIGINS[k], k + 1, PixelData=swapped.tobytes())
        ds["PixelData"].VR = "OW"
        put(folder, f"{k}", bytes_of(ds, BIG))
    return Want(stored.astype(int) - 1024, ORIGINS)


@cases(preamble={"preamble": False}, meta={"meta": False}, meta_implicit={"meta": False, "syntax": IMPLICIT},
       meta_big={"meta": False, "syntax": BIG})
def without(folder, how):
    return Want(HU, write_stack(folder, STORED, how=how))


@cases(implicit_as_explicit=(IMPLICIT, EXPLICIT), explicit_as_implicit=(EXPLICIT, IMPLICIT),
       little_as_big=(EXPLICIT, BIG), big_as_little=(BIG, EXPLICIT), implicit_as_big=(IMPLICIT, BIG),
       as_jpeg=(EXPLICIT, JPEG_SV1), as_j2k=(EXPLICIT, J2K), as_deflated=(EXPLICIT, DEFLATED), as_rle=(EXPLICIT, RLE),
       private=(EXPLICIT, "1.3.6.1.4.1.5962.300.1"),
       as_unknown=(EXPLICIT, "1.2.3.4.5"))
def wrong_label(folder, pair):
    written, label = pair
    return Want(HU, write_stack(folder, STORED, how={"syntax": written, "label": label}))


@case
def deflated_labelled_explicit(folder):
    write_stack(folder, STORED, how={"syntax": DEFLATED, "label": EXPLICIT})
    return Refused("CORRUPT", "NO_DICOM")


@case
def private_ge_big_pixels(folder):
    """1.2.840.113619.5.2: little endian data set, big endian pixels."""
    for k in range(6):
        ds = data_set(STORED[k], ORIGINS[k], k + 1, PixelData=STORED[k].astype(">i2").tobytes())
        put(folder, f"{k}", bytes_of(ds, IMPLICIT, "1.2.840.113619.5.2"))
    return Want(HU, ORIGINS)


def framed(folder, encode, syntax, stored=STORED, truth=None, tolerance=0, codes=(), fragments=1, change=None, padding=None,
           **tags):
    """One file a slice, encapsulated. change(content, k): what happens to the bytes of its file."""
    for k in range(len(stored)):
        ds = encapsulated(data_set(stored[k], ORIGINS[k], k + 1, **tags), [encode(stored[k])], fragments_per_frame=fragments)
        content = bytes_of(ds, syntax)
        put(folder, f"{k}", change(content, k) if change else content)
    truth = stored.astype(int) - 1024 if truth is None else truth
    return Want(truth, ORIGINS[: len(stored)], codes=codes, tolerance=tolerance, padding=padding)


def rle_bytes(pixels):
    ds = Dataset()
    ds.is_little_endian = True
    return rle_encode_frame(pixels)


@cases(u8=np.uint8, i16=np.int16, u16=np.uint16, i32=np.int32)
def rle(folder, kind):
    stored = (STORED & 255).astype(kind) if kind == np.uint8 else STORED.astype(kind)
    return framed(folder, rle_bytes, RLE, stored)


@case
def rle_fragmented(folder):
    return framed(folder, rle_bytes, RLE, fragments=3)


def jpeg_bytes(pixels):
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=100)
    return out.getvalue()


SMOOTH = np.clip(np.add.outer(np.arange(6) * 5, np.add.outer(np.arange(20) * 5, np.arange(16) * 4)), 0, 255)


@case
def jpeg_baseline(folder):
    return framed(folder, jpeg_bytes, JPEG, SMOOTH.astype(np.uint8), tolerance=3, codes=["LOSSY"])


def j2k_bytes(pixels, **options):
    out = BytesIO()
    mode = Image.fromarray(pixels.astype(np.uint16 if pixels.dtype.itemsize == 2 else np.uint8))
    mode.save(out, "JPEG2000", no_jp2=True, **options)
    return out.getvalue()


@cases(one=1, three=3)
def j2k_lossless(folder, fragments):
    return framed(folder, j2k_bytes, J2K, STORED.astype(np.uint16), fragments=fragments)


@case
def j2k_lossy(folder):
    stored = (SMOOTH * 8).astype(np.uint16)
    return framed(folder, lambda p: j2k_bytes(p, irreversible=True, quality_mode="rates", quality_layers=[2]), J2K_LOSSY,
                  stored, tolerance=60, codes=["LOSSY"])


@case
def j2k_8_bit(folder):
    return framed(folder, j2k_bytes, J2K, (STORED & 255).astype(np.uint8))


@case
def jp2_boxes(folder):
    """A JP2 file where a code stream should be."""
    def encode(pixels):
        out = BytesIO()
        Image.fromarray(pixels.astype(np.uint16)).save(out, "JPEG2000")
        return out.getvalue()

    return framed(folder, encode, J2K, STORED.astype(np.uint16))


def opj(pixels, *words, bits=16, signed=False):
    """A code stream by OpenJPEG's own program: any precision and sign, one component or several; Pillow's 16-bit tiles are wrong."""
    cell = ">" + ("i" if signed else "u") + ("1" if bits <= 8 else "2")
    planes = np.atleast_3d(pixels).transpose(2, 0, 1).astype(cell)
    size = ",".join(map(str, (*planes.shape[:0:-1], len(planes), bits)))
    with tempfile.TemporaryDirectory() as work:
        raw, out = os.path.join(work, "a.raw"), os.path.join(work, "a.j2k")
        planes.tofile(raw)
        subprocess.run(["opj_compress", "-i", raw, "-o", out, "-n", "3", "-F", f"{size},{'s' if signed else 'u'}", *words],
                       check=True, capture_output=True)
        with open(out, "rb") as file:
            return file.read()


def j2k_of(folder, stored, bits, signed, truth=None, codes=(), **tags):
    if not shutil.which("opj_compress"):
        return None
    return framed(folder, lambda p: opj(p, bits=bits, signed=signed), J2K, stored, truth, codes=codes, **tags)


@case
def j2k_12_bit(folder):
    return j2k_of(folder, STORED.astype(np.uint16), 12, False, BitsStored=12, HighBit=11)


@cases(twelve=12, sixteen=16)
def j2k_signed(folder, bits):
    return j2k_of(folder, STORED - 1200, bits, True, BitsStored=bits, HighBit=bits - 1)


@case
def j2k_stream_signed_header_unsigned(folder):
    """The stream's sign is believed (TOSHIBA): header says unsigned, intercept 0."""
    return j2k_of(folder, STORED - 1200, 16, True, truth=STORED.astype(int) - 1200, PixelRepresentation=0,
                  RescaleIntercept=0)


@cases(twelve=12, sixteen=16)
def j2k_stream_unsigned_header_signed(folder, bits):
    """Two's complement cells written as unsigned (pydicom's J2K_pixelrep_mismatch): the header's sign is right."""
    if not shutil.which("opj_compress"):
        return None
    small = STORED - 1200
    return framed(folder, lambda p: opj(p.astype(int) & ((1 << bits) - 1), bits=bits), J2K, small, BitsStored=bits,
                  HighBit=bits - 1)


@case
def j2k_stream_has_more_bits(folder):
    """Header 12 bits, stream 16."""
    return j2k_of(folder, STORED.astype(np.uint16), 16, False, BitsStored=12, HighBit=11)


@case
def j2k_stream_has_fewer_bits(folder):
    """Header 16 bits, stream 12."""
    return j2k_of(folder, STORED.astype(np.uint16), 12, False, BitsStored=16, HighBit=15)


@case
def j2k_8_bits_in_16(folder):
    stored = (STORED & 255).astype(np.uint16)
    return framed(folder, lambda p: j2k_bytes(p.astype(np.uint8)), J2K, stored)


@case
def j2k_says_other_size(folder):
    want = framed(folder, lambda p: j2k_bytes(np.vstack([p, p]).astype(np.uint16)), J2K, STORED.astype(np.uint16))
    return Refused("CORRUPT") if want else None


@case
def color_stream(folder):
    def encode(pixels):
        out = BytesIO()
        Image.fromarray(np.stack([pixels] * 3, -1)).save(out, "JPEG")
        return out.getvalue()

    framed(folder, encode, JPEG, SMOOTH.astype(np.uint8))
    return Refused("NOT_GRAYSCALE", "CORRUPT")


@case
def video(folder):
    framed(folder, lambda p: b"\0\0\x01\xb3" + bytes(500), "1.2.840.10008.1.2.4.100", SMOOTH.astype(np.uint8))
    return Refused("UNSUPPORTED_SYNTAX")


@case
def stream_of_nonsense(folder):
    framed(folder, lambda p: bytes(range(256)) * 3, J2K)
    return Refused("CORRUPT")


def dcmtk(folder, tool, *words, stored=STORED, tolerance=0, codes=(), truth=None, **tags):
    """Plain files through an encoder of DCMTK."""
    if not shutil.which(tool):
        return None
    with tempfile.TemporaryDirectory() as work:
        for k in range(len(stored)):
            put(work, "in", bytes_of(data_set(stored[k], ORIGINS[k], k + 1, **tags)))
            done = subprocess.run([tool, *words, os.path.join(work, "in"), os.path.join(folder, f"{k}")],
                                  capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(done.stderr)
    return Want(stored.astype(int) - 1024 if truth is None else truth, ORIGINS[: len(stored)], tolerance=tolerance,
                codes=codes)


TWELVE = {"BitsStored": 12, "HighBit": 11}


@cases(sv1=("+e1",), process_14=("+el",), sv4=("+el", "+sv", "4"), sv7=("+el", "+sv", "7"))
def jpeg_lossless(folder, words):
    return dcmtk(folder, "dcmcjpeg", *words, stored=STORED.astype(np.uint16), **TWELVE)


@case
def jpeg_lossless_signed(folder):
    return dcmtk(folder, "dcmcjpeg", "+e1", stored=STORED - 1200)


@case
def jpeg_lossless_8_bit(folder):
    return dcmtk(folder, "dcmcjpeg", "+e1", stored=(STORED & 255).astype(np.uint8))


@case
def jpeg_lossless_fragmented(folder):
    return dcmtk(folder, "dcmcjpeg", "+e1", "+fs", "1", stored=STORED.astype(np.uint16), **TWELVE)


@case
def jpeg_extended_12(folder):
    stored = (SMOOTH * 15).astype(np.uint16)
    return dcmtk(folder, "dcmcjpeg", "+ee", "+q", "100", stored=stored, tolerance=30, codes=["LOSSY"], **TWELVE)


@case
def jpeg_baseline_dcmtk(folder):
    return dcmtk(folder, "dcmcjpeg", "+eb", "+q", "100", stored=SMOOTH.astype(np.uint8), tolerance=3, codes=["LOSSY"])


@cases(lossless=("+el",), fragmented=("+el", "+fs", "1"))
def jpeg_ls(folder, words):
    return dcmtk(folder, "dcmcjpls", *words, stored=STORED.astype(np.uint16), **TWELVE)


@cases(sixteen={}, twelve=TWELVE)
def jpeg_ls_signed(folder, tags):
    return dcmtk(folder, "dcmcjpls", "+el", stored=STORED - 1200, **tags)


@case
def jpeg_ls_8_bit(folder):
    return dcmtk(folder, "dcmcjpls", "+el", stored=(STORED & 255).astype(np.uint8))


@case
def jpeg_ls_near(folder):
    return dcmtk(folder, "dcmcjpls", "+en", "+md", "3", stored=STORED.astype(np.uint16), tolerance=3, codes=["LOSSY"], **TWELVE)


@case
def dcmtk_rle(folder):
    return dcmtk(folder, "dcmcrle", stored=STORED)


@case
def dcmtk_deflated(folder):
    return dcmtk(folder, "dcmconv", "+td", stored=STORED)


@case
def dcmtk_undefined_sequences(folder):
    from .maker import item
    from pydicom.sequence import Sequence
    deep = Sequence([item(CodeValue="1")])
    for _ in range(10):
        deep = Sequence([item(ReferencedSeriesSequence=deep)])
    return dcmtk(folder, "dcmconv", "-e", stored=STORED, ReferencedStudySequence=deep)


@case
def wrong_jpeg_label(folder):
    """JPEG 2000 labelled JPEG lossless: the stream's own markers count."""
    return framed(folder, j2k_bytes, JPEG_SV1, STORED.astype(np.uint16))


@case
def encapsulated_labelled_native(folder):
    """Fragments under an explicit little endian label."""
    for k in range(6):
        ds = encapsulated(data_set(STORED[k].astype(np.uint16), ORIGINS[k], k + 1), [j2k_bytes(STORED[k])])
        put(folder, f"{k}", bytes_of(ds, J2K, EXPLICIT))
    return Want(HU, ORIGINS, codes=None)


@case
def lossy_flag_on_plain_pixels(folder):
    """Decompressed, but once lossy: the mark stays."""
    return Want(HU, write_stack(folder, STORED, LossyImageCompression="01"), codes=["LOSSY"])


@case
def mixed_syntaxes(folder):
    """One volume, every slice written another way."""
    ways = [IMPLICIT, EXPLICIT, BIG, DEFLATED]
    for k in range(6):
        ds = data_set(STORED[k], ORIGINS[k], k + 1)
        if k < 4:
            put(folder, f"{k}", bytes_of(ds, ways[k]))
            continue
        encode = rle_bytes if k == 4 else j2k_bytes
        stored = STORED[k].astype(np.uint16)
        ds = encapsulated(data_set(stored, ORIGINS[k], k + 1), [encode(stored)])
        put(folder, f"{k}", bytes_of(ds, RLE if k == 4 else J2K))
    return Want(HU, ORIGINS)


@case
def trailing_bytes(folder):
    for k in range(6):
        content = bytes_of(data_set(STORED[k], ORIGINS[k], k + 1))
        put(folder, f"{k}", content + b"\0" * (7 * k))
    return Want(HU, ORIGINS)


@case
def trailing_padding_element(folder):
    """Data Set Trailing Padding, group lengths, private groups."""
    for k in range(6):
        ds = data_set(STORED[k], ORIGINS[k], k + 1)
        ds.add_new(0x00090010, "LO", "MAKER")
        ds.add_new(0x00091001, "OB", bytes(range(100)))
        ds.add_new(0xFFFCFFFC, "OB", bytes(100))
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS)


@case
def more_pixels_than_said(folder):
    voxels = np.concatenate([STORED, STORED[:, :3] + 5], 1)
    return Want(HU, write_stack(folder, voxels, Rows=20), codes=None)


@case
def icon_image(folder):
    """An icon's pixel data come before the image's."""
    from .maker import item
    from pydicom.sequence import Sequence
    icon = item(Rows=4, Columns=4, SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2", BitsAllocated=8,
                BitsStored=8, HighBit=7, PixelRepresentation=0)
    icon.add_new(0x7FE00010, "OB", bytes(16))
    return Want(HU, write_stack(folder, STORED, IconImageSequence=Sequence([icon])))


@case
def pixel_data_of_vr_ob(folder):
    """16 bits as OB, which some writers do."""
    for k in range(6):
        ds = data_set(STORED[k], ORIGINS[k], k + 1)
        ds["PixelData"].VR = "OB"
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS)


@case
def jpeg_lossless_signed_12(folder):
    return dcmtk(folder, "dcmcjpeg", "+e1", stored=STORED - 1200, **TWELVE)
