"""Writes the colors of matplotlib's perceptual maps (public domain, CC0) as src/image/colormap-tables.inc."""
import pathlib
import sys

from matplotlib import colormaps

out = ["/* matplotlib's color maps, 256 colors RRGGBB each; made by tests/golden/colormaps.py */"]
for name in ["viridis", "plasma", "inferno", "magma", "cividis"]:
    colors = [[round(255 * c) for c in colormaps[name](n)[:3]] for n in range(256)]
    digits = "".join("%02x%02x%02x" % tuple(color) for color in colors)
    out.append("static const char %s[] =" % name)
    out += ['  "%s"' % digits[n : n + 96] for n in range(0, len(digits), 96)]
    out[-1] += ";"
pathlib.Path(sys.argv[1], "src/image/colormap-tables.inc").write_text("\n".join(out) + "\n")
