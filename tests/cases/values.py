"""What the voxels are."""

import numpy as np
from pydicom.sequence import Sequence

from .maker import (DOSE, PET, Refused, Want, bytes_of, case, cases, data_set, index_volume, item, origins_of, put,
                    write_stack)

STORED = index_volume()
HU = STORED.astype(int) - 1024
ORIGINS = origins_of(6)


def plain(folder, stored, truth, codes=(), tolerance=0, of_slice=None, more=None, **tags):
    origins = origins_of(len(stored))
    write_stack(folder, stored, origins, of_slice=of_slice, **tags)
    return Want(truth, origins, codes=codes, tolerance=tolerance, **(more or {}))


@cases(one=1.0, two=2.0, negative=-1.0)
def whole_slope(folder, slope):
    return plain(folder, STORED, STORED * int(slope) - 1024, RescaleSlope=slope)


@cases(half=0.5, tenth=0.1, long=0.976562, dual=1.25, small=0.0009765625)
def fractional_slope(folder, slope):
    return plain(folder, STORED, STORED * slope - 1024, tolerance=slope / 2, RescaleSlope=slope)


@cases(half=-1024.5, third=-1000.333)
def fractional_intercept(folder, intercept):
    return plain(folder, STORED, STORED + intercept, tolerance=0.5, RescaleIntercept=intercept)


@case
def slope_of_each_slice(folder):
    slopes = [1, 2, 3, 1, 2, 5]
    truth = STORED * np.array(slopes)[:, None, None] - 1024
    return plain(folder, STORED, truth, of_slice=lambda k: {"RescaleSlope": slopes[k]})


@case
def intercept_of_each_slice(folder):
    truth = STORED + (np.arange(6) * 10 - 1000)[:, None, None]
    return plain(folder, STORED, truth, of_slice=lambda k: {"RescaleIntercept": k * 10 - 1000})


@case
def fraction_of_each_slice(folder):
    slopes = 0.5 + 0.0317 * np.arange(6)
    truth = STORED * slopes[:, None, None] - 1000
    return plain(folder, STORED, truth, tolerance=0.25,
                 of_slice=lambda k: {"RescaleSlope": f"{slopes[k]:.4f}", "RescaleIntercept": -1000})


@case
def pet(folder):
    rng = np.random.default_rng(2)
    stored = rng.integers(0, 32767, (6, 20, 16)).astype(np.int16)
    slopes = np.round(0.05 + rng.random(6) * 2, 6)
    return plain(folder, stored, stored * slopes[:, None, None], codes=None, tolerance=slopes.max() / 2 + 1,
                 of_slice=lambda k: {"RescaleSlope": slopes[k]}, RescaleIntercept=0, Modality="PT", SOPClassUID=PET,
                 RescaleType=None, Units="BQML", more={"hu": False})


@cases(zero=0, absent=None)
def no_slope(folder, slope):
    return plain(folder, STORED, STORED - 1024 if slope == 0 else STORED - 1024, codes=["NO_RESCALE"], RescaleSlope=slope)


@case
def no_rescale_at_all(folder):
    return plain(folder, STORED, STORED, codes=["NO_RESCALE"], RescaleSlope=None, RescaleIntercept=None, RescaleType=None)


@case
def rescale_in_some_slices_only(folder):
    truth = STORED - np.where(np.arange(6) % 2, 0, 1024)[:, None, None]
    return plain(folder, STORED, truth, codes=["NO_RESCALE"],
                 of_slice=lambda k: {"RescaleSlope": None, "RescaleIntercept": None} if k % 2 else {})


@case
def rescale_type_us(folder):
    """CT whose Rescale Type is "unspecified": values as they are, no HU."""
    return plain(folder, STORED, HU, RescaleType="US", more={"hu": False})


@case
def unsigned(folder):
    return plain(folder, STORED.astype(np.uint16), HU)


@case
def signed_and_unsigned_mixed(folder):
    voxels = STORED - 1200
    voxels[1::2] += 1200
    truth = voxels.astype(int) - 1024
    return plain(folder, voxels, truth, of_slice=lambda k: {"PixelRepresentation": 1 - k % 2})


@case
def negative_stored(folder):
    return plain(folder, STORED - 2000, HU - 2000)


@case
def eight_bit(folder):
    tiny = (STORED & 255).astype(np.uint8)
    return plain(folder, tiny, tiny.astype(int) - 1024)


@case
def eight_bit_odd(folder):
    """An odd number of bytes: pixel data are padded."""
    tiny = (index_volume((15, 19, 3)) & 255).astype(np.uint8)
    return plain(folder, tiny, tiny.astype(int) - 1024)


@case
def eight_bit_signed(folder):
    tiny = (STORED & 255).astype(np.int8)
    return plain(folder, tiny, tiny.astype(int) - 1024)


@cases(unsigned=np.uint32, signed=np.int32)
def thirty_two_bit(folder, kind):
    return plain(folder, STORED.astype(kind), HU)


@cases(ten=10, twelve=12, fourteen=14)
def garbage_above(folder, bits):
    """Bits above the stored ones are no part of the value (overlays of old scanners)."""
    stored = STORED & ((1 << bits) - 1)
    rng = np.random.default_rng(4)
    garbage = rng.integers(0, 1 << (16 - bits), stored.shape) << bits
    return plain(folder, (stored | garbage).astype(np.uint16), stored.astype(int) - 1024, BitsStored=bits, HighBit=bits - 1)


@case
def garbage_above_signed(folder):
    small = STORED - 1200
    rng = np.random.default_rng(4)
    raw = (small & 0xFFF) | rng.integers(0, 16, small.shape) << 12
    return plain(folder, raw.astype(np.uint16).view(np.int16), small.astype(int) - 1024, BitsStored=12, HighBit=11)


@cases(unsigned=0, signed=1)
def high_bit_at_the_top(folder, signed):
    """12 bits stored in bits 15 to 4, overlays below."""
    small = (STORED - 1200 if signed else STORED).astype(int)
    raw = ((small & 0xFFF) << 4 | 0x5).astype(np.uint16)
    return plain(folder, raw, small - 1024, BitsStored=12, HighBit=15, PixelRepresentation=signed)


@case
def high_bit_in_the_middle(folder):
    raw = ((STORED.astype(int) & 0xFFF) << 2 | 0x4001).astype(np.uint16)
    return plain(folder, raw, HU, BitsStored=12, HighBit=13, PixelRepresentation=0)


@case
def bits_stored_lies(folder):
    """BitsStored 0 and above BitsAllocated make no sense: all bits count."""
    return plain(folder, STORED, HU, BitsStored=20, HighBit=19)


@case
def overlay_in_the_pixels(folder):
    """An overlay plane in bit 12 (retired): (60xx,0100) = 16, (60xx,0102) = 12."""
    raw = (STORED & 0xFFF) | ((STORED & 1) << 12)
    origins = origins_of(6)
    for k in range(6):
        ds = data_set(raw[k].astype(np.uint16), origins[k], k + 1, BitsStored=12, HighBit=11)
        for number, vr, value in ((0x10, "US", 20), (0x11, "US", 16), (0x40, "CS", "G"), (0x50, "SS", [1, 1]),
                                  (0x100, "US", 16), (0x102, "US", 12)):
            ds.add_new((0x6000, number), vr, value)
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, origins)


@case
def padding_unsigned(folder):
    stored = STORED.astype(np.uint16)
    stored[:, 3:5, :] = 60000
    mask = np.zeros(stored.shape, bool)
    mask[:, 3:5, :] = True
    return plain(folder, stored, HU, codes=["PADDING"], PixelPaddingValue=60000,
                 more={"padding": mask, "padding_voxels": int(mask.sum()), "clipped_low": 0, "clipped_high": 0})


@cases(right_vr=False, wrong_vr=True)
def padding_signed(folder, wrong):
    """-2000, written as SS or, against the standard, as US 63536."""
    stored = STORED.copy()
    stored[:, :, :4] = -2000
    mask = np.zeros(stored.shape, bool)
    mask[:, :, :4] = True
    for k in range(6):
        ds = data_set(stored[k], ORIGINS[k], k + 1)
        ds.add_new(0x00280120, "US" if wrong else "SS", 63536 if wrong else -2000)
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS, codes=["PADDING"], padding=mask, padding_voxels=int(mask.sum()))


@cases(upwards=(-2000, -1998), reversed=(-1998, -2000))
def padding_range(folder, ends):
    """The limit may lie below the value, too (PS3.3 C.7.5.1.1.2)."""
    stored = STORED.copy()
    stored[:, 0, :3] = [-2000, -1999, -1998]
    mask = np.zeros(stored.shape, bool)
    mask[:, 0, :3] = True
    for k in range(6):
        ds = data_set(stored[k], ORIGINS[k], k + 1)
        ds.add_new(0x00280120, "SS", ends[0])
        ds.add_new(0x00280121, "SS", ends[1])
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS, codes=["PADDING"], padding=mask, padding_voxels=int(mask.sum()))


@case
def padding_never_used(folder):
    """A padding value that no pixel has."""
    return plain(folder, STORED, HU, codes=None, PixelPaddingValue=30000, more={"padding_voxels": 0})


@case
def padding_in_12_bits(folder):
    """63536 (-2000 in the whole cell) where 12 bits are stored."""
    small = STORED - 1200
    raw = (small & 0xFFF).astype(np.uint16)
    raw[:, 2, 2] = 63536
    mask = np.zeros(raw.shape, bool)
    mask[:, 2, 2] = True
    for k in range(6):
        ds = data_set(raw[k], ORIGINS[k], k + 1, BitsStored=12, HighBit=11, PixelRepresentation=1)
        ds.add_new(0x00280120, "US", 63536)
        put(folder, f"{k}", bytes_of(ds))
    return Want(small.astype(int) - 1024, ORIGINS, codes=["PADDING"], padding=mask)


@case
def monochrome1(folder):
    return plain(folder, STORED, HU, PhotometricInterpretation="MONOCHROME1")


@case
def padding_in_some_slices(folder):
    stored = STORED.copy()
    stored[:3, 0, 0] = -3000
    mask = np.zeros(stored.shape, bool)
    mask[:3, 0, 0] = True
    for k in range(6):
        ds = data_set(stored[k], ORIGINS[k], k + 1)
        if k < 3:
            ds.add_new(0x00280120, "SS", -3000)
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS, codes=["PADDING"], padding=mask)


def lut_item(table, first, bits, vr="US"):
    ds = item(ModalityLUTType="HU")
    ds.add_new(0x00283002, "US" if first >= 0 else "SS", [len(table) & 0xFFFF, first, bits])
    ds.add_new(0x00283006, "OW", np.asarray(table, "<u2").tobytes())
    return ds


@cases(from_zero=0, from_five=5)
def modality_lut(folder, first):
    table = (np.arange(2400) * 7 % 5000).astype(np.uint16)
    truth = table[np.clip(STORED.astype(int) - first, 0, 2399)].astype(int)
    return plain(folder, STORED, truth, codes=None, RescaleSlope=None, RescaleIntercept=None, RescaleType=None,
                 ModalityLUTSequence=Sequence([lut_item(table, first, 16)]))


@case
def modality_lut_per_slice(folder):
    tables = [(np.arange(2400) * (k + 2) % 5000).astype(np.uint16) for k in range(6)]
    truth = np.stack([tables[k][np.clip(STORED[k].astype(int), 0, 2399)] for k in range(6)]).astype(int)
    return plain(folder, STORED, truth, codes=None, RescaleSlope=None, RescaleIntercept=None, RescaleType=None,
                 of_slice=lambda k: {"ModalityLUTSequence": Sequence([lut_item(tables[k], 0, 16)])})


@case
def modality_lut_with_high_values(folder):
    table = np.linspace(0, 65535, 2400).astype(np.uint16)
    truth = table[np.clip(STORED.astype(int), 0, 2399)].astype(int)
    return plain(folder, STORED, truth, codes=None, RescaleSlope=None, RescaleIntercept=None, RescaleType=None,
                 ModalityLUTSequence=Sequence([lut_item(table, 0, 16)]))


@case
def voi_lut_changes_nothing(folder):
    table = np.arange(4096)[::-1]
    lut = item(LUTExplanation="BONE")
    lut.add_new(0x00283002, "US", [4096, 0, 16])
    lut.add_new(0x00283006, "OW", table.astype("<u2").tobytes())
    return plain(folder, STORED, HU, VOILUTSequence=Sequence([lut]))


@case
def several_windows(folder):
    return plain(folder, STORED, HU, WindowCenter=[40, 400, -600], WindowWidth=[80, 2000, 1500],
                 WindowCenterWidthExplanation=["BRAIN", "BONE", "LUNG"],
                 more={"voi": [{"width": w, "level": c, "explanation": e, "function": "LINEAR"}
                               for w, c, e in ((80, 40, "BRAIN"), (2000, 400, "BONE"), (1500, -600, "LUNG"))]})


@cases(sigmoid="SIGMOID", exact="LINEAR_EXACT")
def window_function(folder, function):
    return plain(folder, STORED, HU, WindowCenter=40, WindowWidth=80, VOILUTFunction=function,
                 more={"voi": [{"width": 80, "level": 40, "explanation": "", "function": function}]})


@case
def window_fractional(folder):
    return plain(folder, STORED, HU, WindowCenter="40.5", WindowWidth="0.75",
                 more={"voi": [{"width": 0.75, "level": 40.5, "explanation": "", "function": "LINEAR"}]})


@cases(no_width=("40", None), zero=("40", "0"), negative=("40", "-80"))
def window_broken(folder, window):
    return plain(folder, STORED, HU, WindowCenter=window[0], WindowWidth=window[1], more={"voi": []})


@case
def beyond_int16(folder):
    """Slope 20: up to 51280 HU above metal."""
    stored = STORED.copy()
    stored[2, 4, 4] = 2615
    return plain(folder, stored, stored.astype(int) * 20 - 1020, RescaleSlope=20, RescaleIntercept=-1020, codes=None,
                 tolerance=10, more={"clipped_high": 0})


@case
def beyond_int16_slope_one(folder):
    stored = STORED.astype(np.uint16)
    stored[1, 2, 3] = 60000
    return plain(folder, stored, stored.astype(int) - 1024, codes=None, more={"clipped_high": 0, "range": [-1023, 58976]})


@case
def beyond_int16_wide(folder):
    """CT whose values really need 17 bits: nothing may be lost without a word."""
    stored = np.linspace(0, 65535, STORED.size).astype(np.uint16).reshape(STORED.shape)
    return plain(folder, stored, stored.astype(int) * 2 - 30000, codes=["CLIPPED"], tolerance=2, RescaleSlope=2,
                 RescaleIntercept=-30000)


@cases(ct="CT", mr="MR", ot="OT")
def all_of_unsigned_16(folder, modality):
    """65536 levels: at most one has to give way to the padding mark."""
    stored = np.random.default_rng(8).integers(0, 65535, (6, 20, 16)).astype(np.uint16)
    stored[0, 0, :3] = [0, 1, 65534]
    more = {} if modality == "CT" else {"RescaleType": None}
    return plain(folder, stored, stored.astype(int), codes=None, RescaleIntercept=0, Modality=modality, **more,
                 more={"clipped_low": 0, "clipped_high": 0})


@case
def unsigned_16_without_zero(folder):
    """1 ... 65535: all fit if the range that is really there is taken."""
    stored = np.random.default_rng(8).integers(1, 65536, (6, 20, 16)).astype(np.uint16)
    stored[0, 0, :3] = [1, 2, 65535]
    return plain(folder, stored, stored.astype(int), codes=None, RescaleIntercept=0, Modality="MR", RescaleType=None,
                 more={"clipped_low": 0, "clipped_high": 0})


@case
def unsigned_16_all_levels(folder):
    """0 ... 65535, both ends: one level cannot be kept; that is told."""
    stored = np.random.default_rng(8).integers(0, 65536, (6, 20, 16)).astype(np.uint16)
    stored[0, 0, :3] = [0, 2, 65535]
    return plain(folder, stored, stored.astype(int), codes=None, tolerance=1, RescaleIntercept=0, Modality="MR",
                 RescaleType=None)


@case
def signed_16_all_levels(folder):
    """-32768 is a value here, not our padding."""
    stored = np.random.default_rng(8).integers(-32768, 32767, (6, 20, 16)).astype(np.int16)
    stored[0, 0, :3] = [-32768, -32767, 32766]
    return plain(folder, stored, stored.astype(int), codes=None, RescaleIntercept=0, Modality="MR", RescaleType=None,
                 more={"clipped_low": 0, "clipped_high": 0, "padding_voxels": 0})


@case
def hu_at_the_padding_mark(folder):
    """-32768 HU in CT."""
    stored = STORED.copy()
    stored[0, 0, 0] = -32768
    return plain(folder, stored, stored.astype(int), codes=None, RescaleIntercept=0, more={"padding_voxels": 0, "clipped_low": 0})


def dose(folder, stored, scaling, origins=True, **tags):
    """One multi-frame RT dose."""
    frames, rows, columns = stored.shape
    ds = data_set(stored[0], (-10, -20, 30), 1, SOPClassUID=DOSE, Modality="RTDOSE", RescaleSlope=None,
                  RescaleIntercept=None, RescaleType=None, DoseUnits="GY", DoseType="PHYSICAL", DoseGridScaling=scaling,
                  NumberOfFrames=frames, FrameIncrementPointer=0x3004000C,
                  GridFrameOffsetVector=[3.0 * k for k in range(frames)], PixelData=stored.tobytes(), **tags)
    put(folder, "dose", bytes_of(ds))
    return origins_of(frames, step=(0, 0, 3))


@cases(narrow=30000, wide=4000000, full=4294967295)
def rt_dose_32(folder, top):
    """32 bits: the scale must follow the range that is really there."""
    stored = (np.random.default_rng(8).random((6, 20, 16)) * top).astype(np.uint32)
    scaling = 70.0 / top
    origins = dose(folder, stored, f"{scaling:.10g}")
    return Want(stored * float(f"{scaling:.10g}"), origins, codes=None, tolerance=70 / 65000)


@case
def rt_dose_16(folder):
    stored = (np.random.default_rng(8).random((6, 20, 16)) * 65535).astype(np.uint16)
    origins = dose(folder, stored, "0.001")
    return Want(stored * 0.001, origins, tolerance=0.0005)


@case
def thirty_two_bit_large_values(folder):
    stored = np.random.default_rng(8).integers(-2000000000, 2000000000, (6, 20, 16)).astype(np.int32)
    return plain(folder, stored, stored.astype(float), codes=None, tolerance=35000, RescaleIntercept=0, Modality="OT",
                 RescaleType=None)


@case
def thirty_two_bit_padding(folder):
    stored = STORED.astype(np.int32)
    stored[:, 1, 1] = -2000000000
    mask = np.zeros(stored.shape, bool)
    mask[:, 1, 1] = True
    for k in range(6):
        ds = data_set(stored[k], ORIGINS[k], k + 1)
        ds.add_new(0x00280120, "SL", -2000000000)
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS, codes=["PADDING"], padding=mask)


@case
def float_pixels(folder):
    ds = data_set(STORED[0], ORIGINS[0], 1, BitsAllocated=32)
    del ds.PixelData
    ds.FloatPixelData = STORED[0].astype("<f4").tobytes()
    put(folder, "0", bytes_of(ds))
    return Refused("UNSUPPORTED_BITS")


@case
def one_bit(folder):
    put(folder, "0", bytes_of(data_set(STORED[0], ORIGINS[0], 1, BitsAllocated=1, BitsStored=1, HighBit=0)))
    return Refused("UNSUPPORTED_BITS")


@case
def twelve_bits_allocated(folder):
    """Packed 12-bit pixels (retired)."""
    put(folder, "0", bytes_of(data_set(STORED[0], ORIGINS[0], 1, BitsAllocated=12, BitsStored=12, HighBit=11)))
    return Refused("UNSUPPORTED_BITS")


@case
def palette(folder):
    tiny = (STORED & 255).astype(np.uint8)
    put(folder, "0", bytes_of(data_set(tiny[0], ORIGINS[0], 1, PhotometricInterpretation="PALETTE COLOR")))
    return Refused("NOT_GRAYSCALE")


@case
def large_intercept(folder):
    return plain(folder, STORED, STORED - 8192, RescaleIntercept=-8192)


@case
def rescale_with_exponent(folder):
    return plain(folder, STORED, HU, RescaleSlope="1.0E+00", RescaleIntercept="-1.024e3")


@case
def rescale_with_blanks(folder):
    return plain(folder, STORED, HU, RescaleSlope=" 1 ", RescaleIntercept="  -1024 ")
