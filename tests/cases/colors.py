"""Color pictures: no slices, but "show anyway" gives their luminance (BT.601), to within a level of what pydicom makes of them."""

import shutil
from io import BytesIO

import numpy as np
import pydicom
from PIL import Image
from pydicom.pixel_data_handlers.rle_handler import rle_encode_frame
from pydicom.pixel_data_handlers.util import apply_color_lut, convert_color_space

from .encodings import opj
from .maker import (BIG, CAPTURE, EXPLICIT, IMPLICIT, RLE, Refused, Shown, bytes_of, case, cases, data_set, encapsulated,
                    index_volume, put, write_stack)

JPEG, J2K = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.90"
WEIGHTS = (0.299, 0.587, 0.114)
ROWS, COLUMNS = 14, 18


def colors(rows=ROWS, columns=COLUMNS, frame=0):
    """Each pixel another one; smooth, so that JPEG keeps it."""
    j, i = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    return np.stack([40 + 9 * i + 30 * frame, 20 + 11 * j, 200 - 5 * i - 4 * j], -1).astype(np.uint8)


def picture(samples, photometric, planar=0, **tags):
    tags = {"Rows": samples.shape[0], "Columns": samples.shape[1], **tags}
    ds = data_set(samples.reshape(1, -1), None, 1, Modality="OT", SOPClassUID=CAPTURE, SamplesPerPixel=3,
                  PhotometricInterpretation=photometric, PlanarConfiguration=planar, PixelSpacing=None, SliceThickness=None,
                  RescaleSlope=None, RescaleIntercept=None, RescaleType=None, **tags)
    ds.PixelData = samples.tobytes() + b"\0" * (samples.size % 2)
    return ds


def gray(rgb):
    return rgb @ np.array(WEIGHTS)


def shown(folder, ds, syntax=EXPLICIT):
    """What pydicom reads from the file."""
    put(folder, "color", bytes_of(ds, syntax))
    ds = pydicom.dcmread(BytesIO(bytes_of(ds, syntax)))
    rgb = ds.pixel_array
    if ds.PhotometricInterpretation == "PALETTE COLOR":
        rgb = apply_color_lut(rgb, ds)
        rgb = rgb / 257 if rgb.dtype == np.uint16 else rgb
    elif ds.PhotometricInterpretation.startswith("YBR_FULL"):
        rgb = convert_color_space(rgb, ds.PhotometricInterpretation, "RGB")
    elif ds.BitsAllocated == 16:
        rgb = rgb * (255 / (2 ** ds.BitsStored - 1))
    values = gray(rgb)
    return Shown("color", values if values.ndim == 3 else values[None], tolerance=1, code="NOT_GRAYSCALE")


@cases(explicit=EXPLICIT, implicit=IMPLICIT, big=BIG)
def rgb(folder, syntax):
    return shown(folder, picture(colors(), "RGB"), syntax)


@case
def rgb_planar(folder):
    return shown(folder, picture(np.moveaxis(colors(), -1, 0).copy(), "RGB", planar=1, Rows=ROWS, Columns=COLUMNS))


@case
def rgb_odd(folder):
    return shown(folder, picture(colors(3, 5), "RGB"))


@case
def rgb_odd_words(folder):
    """Big endian words: pairs are swapped, across the borders of frames."""
    frames = np.stack([colors(3, 5, f) for f in range(3)])
    ds = picture(frames, "RGB", NumberOfFrames=3, Rows=3, Columns=5)
    wanted = shown(folder, ds)
    ds["PixelData"].VR = "OW"
    ds.PixelData = np.frombuffer(ds.PixelData, "<u2").byteswap().tobytes()
    put(folder, "color", bytes_of(ds, BIG))
    return wanted


@cases(interleaved=0, planar=1)
def frames(folder, planar):
    samples = np.stack([colors(frame=f) for f in range(3)])
    samples = np.moveaxis(samples, -1, 1).copy() if planar else samples
    return shown(folder, picture(samples, "RGB", planar, NumberOfFrames=3, Rows=ROWS, Columns=COLUMNS))


@cases(interleaved=0, planar=1)
def ybr_full(folder, planar):
    samples = convert_color_space(colors(), "RGB", "YBR_FULL")
    samples = np.moveaxis(samples, -1, 0).copy() if planar else samples
    return shown(folder, picture(samples, "YBR_FULL", planar, Rows=ROWS, Columns=COLUMNS))


@case
def ybr_out_of_range(folder):
    """Colors that no RGB has are clipped as a color viewer clips them."""
    samples = np.random.default_rng(3).integers(0, 256, (ROWS, COLUMNS, 3)).astype(np.uint8)
    return shown(folder, picture(samples, "YBR_FULL"))


@case
def ybr_full_422(folder):
    ybr = convert_color_space(colors(), "RGB", "YBR_FULL")
    fours = np.stack([ybr[:, 0::2, 0], ybr[:, 1::2, 0], ybr[:, 0::2, 1], ybr[:, 0::2, 2]], -1)
    return shown(folder, picture(fours, "YBR_FULL_422", Rows=ROWS, Columns=COLUMNS))


@case
def rle(folder):
    samples = np.stack([colors(frame=f) for f in range(2)])
    ds = picture(samples, "RGB", NumberOfFrames=2, Rows=ROWS, Columns=COLUMNS)
    return shown(folder, encapsulated(ds, [rle_encode_frame(frame) for frame in samples]), RLE)


@cases(whole=0, halves=2)
def jpeg(folder, subsampling):
    out = BytesIO()
    Image.fromarray(colors()).save(out, "JPEG", quality=95, subsampling=subsampling)
    return shown(folder, encapsulated(picture(colors(), "YBR_FULL_422"), [out.getvalue()]), JPEG)


@cases(reversible="YBR_RCT", plain="RGB")
def jpeg_2000(folder, photometric):
    out = BytesIO()
    Image.fromarray(colors()).save(out, "JPEG2000", no_jp2=True, mct=int(photometric == "YBR_RCT"))
    return shown(folder, encapsulated(picture(colors(), photometric), [out.getvalue()]), J2K)


@cases(reversible_ybr_full=("YBR_FULL",), reversible_rct=("YBR_RCT",), reversible_rgb=("RGB",),
       lossy_ybr_full=("YBR_FULL", "-I"), lossy_ict=("YBR_ICT", "-I"))
def jpeg_2000_color_step(folder, how):
    """The decoder turns the stream's own step back, whatever the header calls its colors."""
    photometric, *words = how
    if not shutil.which("opj_compress"):
        return None
    stream = opj(colors(), "-mct", "1", *words, bits=8)
    put(folder, "color", bytes_of(encapsulated(picture(colors(), photometric), [stream]), J2K))
    return Shown("color", gray(colors())[None], tolerance=2 if words else 1, code="NOT_GRAYSCALE")


@case
def jpeg_2000_ybr_without_step(folder):
    if not shutil.which("opj_compress"):
        return None
    stream = opj(convert_color_space(colors(), "RGB", "YBR_FULL"), "-mct", "0", bits=8)
    put(folder, "color", bytes_of(encapsulated(picture(colors(), "YBR_FULL"), [stream]), J2K))
    return Shown("color", gray(colors())[None], tolerance=1, code="NOT_GRAYSCALE")


def with_palette(bits, first=0, n=256, **tags):
    pixels = (np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS) % 256).astype(np.uint8)
    ds = data_set(pixels, None, 1, Modality="OT", SOPClassUID=CAPTURE, PhotometricInterpretation="PALETTE COLOR",
                  RescaleSlope=None, RescaleIntercept=None, RescaleType=None)
    for color, power in (("Red", 1), ("Green", 2), ("Blue", 3)):
        table = ((np.arange(n) * 7 ** power) % 256).astype(np.uint16 if bits == 16 else np.uint8)
        table = table * 257 if bits == 16 else table
        setattr(ds, color + "PaletteColorLookupTableDescriptor", [n, first, bits])
        setattr(ds, color + "PaletteColorLookupTableData", table.tobytes())
    for name, value in tags.items():
        setattr(ds, name, value)
    return ds


@cases(of_8_bits=8, of_16_bits=16)
def palette(folder, bits):
    return shown(folder, with_palette(bits))


@case
def palette_short(folder):
    """What lies before and behind the table takes its first and its last color."""
    return shown(folder, with_palette(16, first=20, n=100))


@case
def palette_cut(folder):
    put(folder, "color", bytes_of(with_palette(16, BluePaletteColorLookupTableData=b"\1\2")))
    return Refused("NOT_GRAYSCALE")


@case
def lying_size(folder):
    put(folder, "color", bytes_of(picture(colors(), "RGB", Rows=65535, Columns=65535)))
    return Refused("TOO_LARGE")


def with_segments(bits, words):
    """words(color): the table of that color in segments (PS3.3 C.7.9.2): entries 0 N ..., a line 1 N END, repeats 2 N PLACE."""
    ds = with_palette(bits)
    for n, color in enumerate(("Red", "Green", "Blue")):
        delattr(ds, color + "PaletteColorLookupTableData")
        setattr(ds, f"Segmented{color}PaletteColorLookupTableData", np.array(words(n), f"<u{bits // 8}").tobytes())
    return ds


@cases(of_8_bits=(8, lambda c: [0, 3, c, 250, 7, 1, 61, 255 - 40 * c, 1, 64, 20, 0, 128, *range(c, 128 + c)]),
       of_16_bits=(16, lambda c: [0, 1, 9, 1, 100, 65535 - 9000 * c, 0, 2, 500, 40000, 1, 153, 17]),
       repeated=(8, lambda c: [0, 2, 30, 200 - c, 1, 126, 60 + 50 * c, 2, 2, 0, 0, 0, 0]))
def segmented_palette(folder, how):
    return shown(folder, with_segments(*how))


@cases(cut=[0, 9, 1, 1], line_first=[1, 255, 7, 0], unknown=[3, 255, 7, 0], too_few=[0, 2, 1, 1],
       repeats_itself=[0, 1, 9, 2, 9, 3, 0, 0, 0, 0])
def broken_segments(folder, words):
    """No picture of what the rest may be."""
    put(folder, "color", bytes_of(with_segments(8, lambda color: words)))
    return Refused("NOT_GRAYSCALE")


def deep_colors(bits):
    """Over the whole range."""
    return (colors().astype(np.uint32) * (2 ** bits - 1) // 255).astype(np.uint16)


@cases(twelve_bits=(12, EXPLICIT), sixteen_bits=(16, IMPLICIT), big=(16, BIG))
def deep(folder, how):
    bits, syntax = how
    return shown(folder, picture(deep_colors(bits), "RGB", BitsStored=bits, HighBit=bits - 1), syntax)


@case
def deep_planar(folder):
    samples = np.moveaxis(deep_colors(16), -1, 0).copy()
    return shown(folder, picture(samples, "RGB", planar=1, Rows=ROWS, Columns=COLUMNS))


@case
def deep_rle(folder):
    ds = picture(deep_colors(16), "RGB")
    return shown(folder, encapsulated(ds, [rle_encode_frame(deep_colors(16))]), RLE)


@cases(twelve_bits=12, sixteen_bits=16)
def deep_jpeg_2000(folder, bits):
    if not shutil.which("opj_compress"):
        return None
    stream = opj(deep_colors(bits), "-mct", "1", bits=bits)
    ds = picture(deep_colors(bits), "YBR_RCT", BitsStored=bits, HighBit=bits - 1)
    put(folder, "color", bytes_of(encapsulated(ds, [stream]), J2K))
    return Shown("color", gray(deep_colors(bits) * (255 / (2 ** bits - 1)))[None], tolerance=1, code="NOT_GRAYSCALE")


@case
def in_a_series(folder):
    """Beside slices of the same series it stays out; by its name it is shown."""
    write_stack(folder, index_volume())
    return shown(folder, picture(colors(), "RGB"))
