"""What a test may ask of a program depends on how it was built."""


def reserves_terabytes(path):
    """The address sanitizer does: such a program cannot start within a limit of address space."""
    with open(path, "rb") as program:
        return b"__asan_init" in program.read()
