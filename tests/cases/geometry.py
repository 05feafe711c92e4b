"""Where the voxels are."""

import os

import numpy as np

from .maker import (AXIAL, SHAPE, Refused, Want, bytes_of, case, cases, data_set, index_volume, origins_of, put,
                    write_stack)

HU = index_volume().astype(int) - 1024


def stack(folder, cosines=AXIAL, step=None, origin=(-10, -20, 30), want_cosines=None, **options):
    """A stack along its normal (or step), and what is expected of it."""
    more = {n: options.pop(n) for n in ("codes", "place_tolerance", "geometry", "missing", "tilt_deg", "want_spacing",
                                       "want_origins") if n in options}
    voxels = index_volume()
    normal = np.cross(cosines[:3], cosines[3:])
    step = 2.5 * normal if step is None else np.array(step, float)
    origins = origins_of(len(voxels), origin, step)
    write_stack(folder, voxels, origins, cosines=cosines, **options)
    values = HU
    if step @ normal < 0:
        origins, values = origins[::-1], HU[::-1]
    spacing = more.pop("want_spacing", options.get("spacing", (0.5, 0.7)))
    return Want(values, more.pop("want_origins", origins), want_cosines or cosines, spacing, **more)


C, S = np.cos(0.3), np.sin(0.3)
ORIENTATIONS = {
    "axial": AXIAL,
    "feet_first": (-1, 0, 0, 0, 1, 0),
    "prone": (-1, 0, 0, 0, -1, 0),
    "feet_first_prone": (1, 0, 0, 0, -1, 0),
    "decubitus_left": (0, -1, 0, 1, 0, 0),
    "decubitus_right": (0, 1, 0, -1, 0, 0),
    "sagittal": (0, 1, 0, 0, 0, -1),
    "sagittal_other": (0, -1, 0, 0, 0, -1),
    "coronal": (1, 0, 0, 0, 0, -1),
    "coronal_up": (1, 0, 0, 0, 0, 1),
    "oblique": (C, S, 0, -S, C, 0),
    "oblique_y": (C, 0, S, 0, 1, 0),
    "double_oblique": (C, S, 0, -S * C, C * C, S),
}


@cases(**ORIENTATIONS)
def orientation(folder, cosines):
    return stack(folder, cosines, geometry="even", tilt_deg=0, missing=[])


@cases(**ORIENTATIONS)
def reversed_order(folder, cosines):
    return stack(folder, cosines, step=-2.5 * np.cross(cosines[:3], cosines[3:]), geometry="even")


@cases(odd=(0.3, 0.7), even=(0.976562, 0.976562), tiny=(0.01, 0.02), large=(7, 5))
def pixel_spacing(folder, spacing):
    return stack(folder, spacing=spacing)


@case
def large_slices(folder):
    rng = np.random.default_rng(3)
    voxels = rng.integers(0, 4096, (2, 1024, 1024)).astype(np.int16)
    origins = write_stack(folder, voxels)
    return Want(voxels.astype(int) - 1024, origins)


@case
def wide_slices(folder):
    voxels = np.random.default_rng(3).integers(0, 4096, (3, 33, 517)).astype(np.int16)
    return Want(voxels.astype(int) - 1024, write_stack(folder, voxels))


@case
def single_slice(folder):
    origins = write_stack(folder, index_volume()[:1])
    return Want(HU[:1], origins, codes=["ASSUMED_SPACING", "SINGLE_SLICE"])


@case
def two_slices(folder):
    return Want(HU[:2], write_stack(folder, index_volume()[:2]))


@case
def single_pixel(folder):
    voxels = np.array([[[7]], [[9]]], np.int16)
    return Want(voxels.astype(int) - 1024, write_stack(folder, voxels))


@cases(plus=1, minus=-1, side=0, small=0.05)
def tilt(folder, way):
    step = (1, 0, 3) if way == 0 else (0, way, 3)
    angle = np.degrees(np.arctan2(np.hypot(step[0], step[1]), 3))
    return stack(folder, step=step, codes=["GANTRY_TILT"], tilt_deg=angle, geometry="even")


@case
def tilt_in_the_orientation(folder):
    """Slices stand across a table that moves along z: a sheared stack."""
    angle = np.radians(-20)
    cosines = (1, 0, 0, 0, np.cos(angle), np.sin(angle))
    return stack(folder, cosines, step=(0, 0, 4), codes=["GANTRY_TILT"], tilt_deg=20, geometry="even",
                 GantryDetectorTilt=-20)


@cases(set=20, negative=-15)
def tilt_tag_lies(folder, angle):
    return stack(folder, GantryDetectorTilt=angle, tilt_deg=0)


@case
def tilt_tag_zero_but_tilted(folder):
    return stack(folder, step=(0, 1, 3), GantryDetectorTilt=0, codes=["GANTRY_TILT"])


@cases(thin=0.6, thick=10, zero=0, absent=None, negative=-2)
def thickness_lies(folder, thickness):
    return stack(folder, SliceThickness=thickness, SpacingBetweenSlices=1.25)


@cases(negative=-2.5, wrong=7, zero=0)
def spacing_between_lies(folder, spacing):
    return stack(folder, SpacingBetweenSlices=spacing)


@case
def slice_location_lies(folder):
    return Want(HU, write_stack(folder, index_volume(), of_slice=lambda k: {"SliceLocation": -3 * k * k}))


def at(folder, positions, keep=None, values=None, **options):
    voxels = index_volume((16, 20, len(positions)))
    origins = np.array([(-10, -20, z) for z in positions], float)
    keep = list(range(len(positions))) if keep is None else keep
    write_stack(folder, voxels[keep], origins[keep], **{n: v for n, v in options.items() if n[0].isupper()})
    more = {n: v for n, v in options.items() if not n[0].isupper()}
    return Want(voxels[keep].astype(int) - 1024, origins[keep], **more)


@case
def uneven(folder):
    return at(folder, [0, 2, 4, 7, 10, 13, 17.5], codes=["UNEVEN_SPACING"], geometry="uneven", missing=[])


@case
def uneven_all(folder):
    return at(folder, [0, 2, 4.4, 7, 10.1, 12], codes=["UNEVEN_SPACING"], geometry="uneven", missing=[])


@case
def jitter_below_tolerance(folder):
    return at(folder, [0, 2.501, 4.998, 7.502, 10], geometry="even")


@case
def missing_one(folder):
    return at(folder, 2.5 * np.arange(8), [0, 1, 2, 4, 5, 6, 7], codes=["MISSING_SLICES"], geometry="uneven", missing=[7.5])


@case
def missing_several(folder):
    return at(folder, 2.5 * np.arange(12), [0, 1, 4, 5, 6, 8, 9, 10, 11], codes=["MISSING_SLICES"],
              missing=[5, 7.5, 17.5])


@case
def missing_at_the_ends(folder):
    return at(folder, 2.5 * np.arange(8), [2, 3, 4, 5])


@case
def missing_one_of_three(folder):
    """Two gaps, 2.5 and 5: nobody can tell for sure; the larger is told."""
    return at(folder, [0, 2.5, 7.5], codes=None, geometry="uneven")


@cases(plus=(0, 1, 3), minus=(0, -1, 3), steep=(0, -2.5, 3), aside=(1, 1, 3))
def missing_in_a_tilted_stack(folder, step):
    voxels = index_volume((16, 20, 8))
    keep = [0, 1, 2, 4, 5, 6, 7]
    origins = origins_of(8, step=step)
    write_stack(folder, voxels[keep], origins[keep])
    return Want(voxels[keep].astype(int) - 1024, origins[keep], codes=["GANTRY_TILT", "MISSING_SLICES"])


@cases(three=3, four=4)
def rounded_cosines(folder, digits):
    cosines = tuple(np.round(ORIENTATIONS["double_oblique"], digits))
    rounded = np.round(cosines, digits)
    row = rounded[:3] / np.linalg.norm(rounded[:3])
    column = rounded[3:] - (rounded[3:] @ row) * row
    column /= np.linalg.norm(column)
    true = ORIENTATIONS["double_oblique"]
    return stack(folder, cosines, step=2.5 * np.cross(true[:3], true[3:]), want_cosines=(*row, *column), codes=None,
                 place_tolerance=2e-3)


@case
def cosines_differ_in_the_last_digit(folder):
    """Every slice rounded its own way: still one volume."""
    def of(k):
        return {"cosines": (1, 0.0001 * (k % 2), 0, -0.0001 * (k % 3), 1, 0)}

    return Want(HU, write_stack(folder, index_volume(), of_slice=of), place_tolerance=2e-3)


@cases(large=(4000.5, -3000.25, 9999.125), negative=(-800, -900, -12345.6))
def far_away(folder, origin):
    return stack(folder, origin=origin)


@case
def many_digits(folder):
    return stack(folder, origin=(-123.456789, 98.7654321, -1234.56789))


@case
def exponents(folder):
    """DS allows 1.0e+01."""
    voxels = index_volume()
    origins = origins_of(6)
    for k in range(6):
        ds = data_set(voxels[k], origins[k], k + 1)
        ds.ImagePositionPatient = ["-1.0e+01", "-2.E1", f"{origins[k][2]:.6e}"]
        ds.PixelSpacing = ["7.0e-1 ", " 5e-1"]
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, origins)


@case
def no_geometry_at_all(folder):
    """Neither position nor orientation: shown by number, nothing measured across."""
    write_stack(folder, index_volume(), position=None, shuffle=False)
    return Want(HU, codes=["ASSUMED_SPACING"])


@case
def no_geometry_shuffled(folder):
    voxels = index_volume()
    order = [3, 0, 5, 1, 4, 2]
    for n, k in enumerate(order):
        put(folder, f"{n}", bytes_of(data_set(voxels[k], None, k + 1)))
    return Want(HU, codes=["ASSUMED_SPACING"])


@case
def no_orientation(folder):
    """Positions without an orientation."""
    write_stack(folder, index_volume(), shuffle=False, ImageOrientationPatient=None)
    return Want(HU, codes=["ASSUMED_SPACING"])


@case
def no_position(folder):
    write_stack(folder, index_volume(), shuffle=False, ImagePositionPatient=None)
    return Want(HU, codes=["ASSUMED_SPACING"])


@case
def no_pixel_spacing(folder):
    return stack(folder, PixelSpacing=None, codes=["ASSUMED_SPACING"], want_spacing=(1, 1))


@case
def imager_pixel_spacing(folder):
    return stack(folder, PixelSpacing=None, ImagerPixelSpacing=[0.7, 0.5], codes=["ASSUMED_SPACING"])


@case
def both_spacings(folder):
    return stack(folder, ImagerPixelSpacing=[1.4, 1])


@case
def pixel_aspect_ratio_only(folder):
    return stack(folder, PixelSpacing=None, PixelAspectRatio=["7", "5"], codes=["ASSUMED_SPACING"], want_spacing=None)


@cases(zero=[0, 0], negative=[-0.7, 0.5], words=None)
def bad_pixel_spacing(folder, spacing):
    return stack(folder, PixelSpacing=spacing, codes=["ASSUMED_SPACING"], want_spacing=(1, 1))


@cases(zero=(0, 0, 0, 0, 0, 0), parallel=(1, 0, 0, 1, 0, 0), skewed=(1, 0, 0, 0.5, 0.866, 0))
def bad_orientation(folder, cosines):
    write_stack(folder, index_volume(), cosines=cosines)
    return Refused("BAD_GEOMETRY")


@case
def long_cosines(folder):
    """Directions of length 2 are not unit vectors, but say where they go."""
    return stack(folder, (2, 0, 0, 0, 2, 0), step=(0, 0, 2.5), want_cosines=AXIAL, codes=None)


@case
def all_at_one_place(folder):
    write_stack(folder, index_volume(), np.zeros((6, 3)), shuffle=False)
    return Want(HU[:1], [(0, 0, 0)], codes=["ASSUMED_SPACING", "DUPLICATE_SLICES", "SINGLE_SLICE"],
                rejected=["DUPLICATE_SLICES"] * 5)


@case
def spacing_in_the_hundredths(folder):
    """Micro-CT: 0.02 mm steps."""
    return stack(folder, step=(0, 0, 0.02), spacing=(0.02, 0.02))


@case
def steps_of_five_microns(folder):
    return stack(folder, step=(0, 0, 0.005), spacing=(0.005, 0.005))


@case
def sub_folders(folder):
    voxels = index_volume()
    origins = origins_of(6)
    for k in range(6):
        put(os.path.join(folder, f"d{k % 3}", "e" * (k + 1)), f"{k}.dcm", bytes_of(data_set(voxels[k], origins[k], k + 1)))
    return Want(HU, origins)


@case
def strange_names(folder):
    voxels = index_volume()
    origins = origins_of(6)
    for k, name in enumerate(["a b", "é ü", "#$%&'", "1.2.3.4", "x" * 200, "\u5c0f.DCM"]):
        put(folder, name, bytes_of(data_set(voxels[k], origins[k], k + 1)))
    return Want(HU, origins)


@cases(plus=0.4, minus=-0.4)
def all_at_once(folder, lean):
    """Double oblique, 0.3 x 0.7 x 2.5 mm, tilted, one slice missing, numbers backwards, far from the origin."""
    cosines = np.array(ORIENTATIONS["double_oblique"])
    step = 2.5 * np.cross(cosines[:3], cosines[3:]) + lean * cosines[3:]
    origins = origins_of(7, (-412.75, 318.5, -1288.25), step)[[0, 1, 2, 4, 5, 6]]
    for k in range(6):
        put(folder, f"{k}", bytes_of(data_set(index_volume()[k], origins[k], 60 - k, cosines, (0.3, 0.7))))
    return Want(HU, origins, cosines, (0.3, 0.7), codes=["GANTRY_TILT", "MISSING_SLICES"], place_tolerance=1e-6)


@case
def table_that_sags(folder):
    """Slices wander sideways and come back: no tilt, and every slice at its own place."""
    origins = origins_of(6)
    origins[:, 1] += [0, 1, 2, 2, 1, 0]
    write_stack(folder, index_volume(), origins)
    return Want(HU, origins, codes=None)


@cases(two=2, three=3)
def positions_rounded(folder, digits):
    """1/3 mm steps, rounded: even."""
    origins = origins_of(6, step=(0, 0, 1 / 3 * 5)).round(digits)
    write_stack(folder, index_volume(), origins)
    return Want(HU, origins)


@case
def millimetres_in_the_thousands(folder):
    """A table position of some metres keeps its micrometres."""
    return stack(folder, origin=(-1234.5678, 2345.6789, -12345.6789))


@case
def two_slices_tilted(folder):
    voxels = index_volume()[:2]
    origins = origins_of(2, step=(0, 1, 3))
    write_stack(folder, voxels, origins)
    return Want(HU[:2], origins, codes=["GANTRY_TILT"])


@case
def two_slices_far_apart(folder):
    """Two slices 40 mm apart: that is their distance, whatever their thickness."""
    voxels = index_volume()[:2]
    origins = origins_of(2, step=(0, 0, 40))
    write_stack(folder, voxels, origins, SliceThickness=5, SpacingBetweenSlices=5)
    return Want(HU[:2], origins)


@case
def big_slices_that_are_not_square(folder):
    rng = np.random.default_rng(3)
    voxels = rng.integers(0, 4096, (2, 1023, 1025)).astype(np.int16)
    return Want(voxels.astype(int) - 1024, write_stack(folder, voxels))
