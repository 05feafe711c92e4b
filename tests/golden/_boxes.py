"""The same test volumes as in tests/boxes.h: boxes put and taken away by a small random generator."""
import numpy as np


class Random:
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % n


def boxes(size, seed):
    """A 0/1 volume, shape (k, j, i), from size (i, j, k)."""
    random = Random(seed)
    volume = np.zeros(size[::-1], np.uint8)
    for n in range(40):
        low = [random.below(size[a]) for a in range(3)]
        high = [low[a] + 1 + random.below(size[a] // (2 if n % 4 < 3 else 8) + 1) for a in range(3)]
        volume[low[2] : high[2], low[1] : high[1], low[0] : high[0]] = n % 4 < 3
    return volume


def values(size, seed, low, high):
    """int16 values low..high - 1, shape (k, j, i)."""
    random = Random(seed)
    n = size[0] * size[1] * size[2]
    return np.array([low + random.below(high - low) for _ in range(n)], np.int16).reshape(size[::-1])


SIZES = [(70, 7, 5), (65, 13, 9), (64, 33, 1), (1, 1, 4), (130, 20, 3), (1, 1, 1), (31, 30, 12), (128, 1, 6), (200, 40, 1)]
