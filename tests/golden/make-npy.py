#!/usr/bin/python3
"""Arrays of every type, order and version as numpy writes them: value (k, j, i) = 100 k + 10 j + i - 7 (bool: odd i)."""
import os
import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npy")
k, j, i = np.mgrid[0:2, 0:3, 0:4]
values = 100 * k + 10 * j + i - 7
for order in "<>":
    for kind in ("i2", "i4", "i8", "f2", "f4", "f8"):
        np.save(f"{folder}/{'little' if order == '<' else 'big'}-{kind}.npy", values.astype(order + kind))
    for kind in ("u2", "u4", "u8"):
        np.save(f"{folder}/{'little' if order == '<' else 'big'}-{kind}.npy", (values + 7).astype(order + kind))
np.save(f"{folder}/u1.npy", (values + 7).astype("u1"))
np.save(f"{folder}/i1.npy", (values - 50).astype("i1"))
np.save(f"{folder}/bool.npy", i % 2 == 1)
np.save(f"{folder}/fortran.npy", np.asfortranarray(values.astype("<i2")))
np.save(f"{folder}/fortran-f8.npy", np.asfortranarray(values.astype(">f8")))
np.save(f"{folder}/flat.npy", values[1].astype("<i2"))
np.save(f"{folder}/half-values.npy", values / 2.0)
for version in ((2, 0), (3, 0)):
    with open(f"{folder}/version-{version[0]}.npy", "wb") as f:
        np.lib.format.write_array(f, values.astype("<i2"), version=version)
np.save(f"{folder}/complex.npy", values.astype("c16"))
np.save(f"{folder}/long.npy", values.astype("longdouble"))
np.save(f"{folder}/four.npy", values.reshape(2, 3, 2, 2))
np.save(f"{folder}/structured.npy", np.zeros(3, dtype=[("a", "<i2")]))
