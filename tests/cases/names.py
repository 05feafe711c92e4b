"""What a person reads: names in every character set of PS3.3 C.12.1.1.2, in all three component groups."""

from .maker import Want, bytes_of, case, cases, data_set, index_volume, origins_of, put

STORED = index_volume((8, 10, 2))
HU = STORED.astype(int) - 1024


def named(folder, charset, raw, name):
    """The bytes of the name go into the file as they are."""
    for k in range(2):
        ds = data_set(STORED[k], origins_of(2)[k], k + 1, PatientName="X" * (len(raw) + len(raw) % 2))
        if charset is not None:
            ds.SpecificCharacterSet = charset
        content = bytes_of(ds)
        put(folder, f"{k}", content.replace(b"X" * (len(raw) + len(raw) % 2), raw + b" " * (len(raw) % 2)))
    want = Want(HU, origins_of(2))
    want.more["patient"] = {"name": name, "id": "P1", "birth_date": "", "sex": ""}
    return want


SINGLE = {
    "latin1": ("ISO_IR 100", "latin-1", "Buc^Jérôme"),
    "latin2": ("ISO_IR 101", "iso8859-2", "Wałęsa^Őrszó"),
    "latin3": ("ISO_IR 109", "iso8859-3", "Ħamrun^Ġorġ"),
    "latin4": ("ISO_IR 110", "iso8859-4", "Bērziņš^Ģirts"),
    "cyrillic": ("ISO_IR 144", "iso8859-5", "Люкceмбypг^Анна"),
    "arabic": ("ISO_IR 127", "iso8859-6", "قباني^لنزار"),
    "greek": ("ISO_IR 126", "iso8859-7", "Διονυσιος^Σ"),
    "hebrew": ("ISO_IR 138", "iso8859-8", "שרון^דבורה"),
    "latin5": ("ISO_IR 148", "iso8859-9", "Çavuşoğlu^Şermin"),
    "latin9": ("ISO_IR 203", "iso8859-15", "Œuvrard^Žan"),
    "thai": ("ISO_IR 166", "tis-620", "สมชาย^ใจดี"),
    "utf8": ("ISO_IR 192", "utf-8", "Wang^XiaoDong=王^小東=ワン^シャオ"),
    "gb18030": ("GB18030", "gb18030", "Wang^XiaoDong=王^小东"),
    "gb18030_four_bytes": ("GB18030", "gb18030", "Wang^XiaoDong=王^㐀小"),
    "gbk": ("GBK", "gbk", "Wang^XiaoDong=王^小东"),
}


@cases(**SINGLE)
def single(folder, one):
    charset, codec, name = one
    return named(folder, charset, name.encode(codec), name)


@cases(**{n: v for n, v in SINGLE.items() if v[0].startswith("ISO_IR") and n != "utf8"})
def extended(folder, one):
    """The same sets as first value with code extensions."""
    charset, codec, name = one
    return named(folder, [charset.replace("ISO_IR", "ISO 2022 IR"), "ISO 2022 IR 6"], name.encode(codec), name)


ESC = b"\x1b"


@case
def japanese_h31(folder):
    """PS3.5 H.3.1: ASCII, JIS X 0208 by escape."""
    raw = (b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B")
    return named(folder, ["", "ISO 2022 IR 87"], raw, "Yamada^Tarou=山田^太郎=やまだ^たろう")


@case
def japanese_h32(folder):
    """PS3.5 H.3.2: JIS X 0201 first."""
    raw = (b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J")
    return named(folder, ["ISO 2022 IR 13", "ISO 2022 IR 87"], raw, "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")


@case
def japanese_supplement(folder):
    """JIS X 0212."""
    raw = b"Aiko^T=\x1b$(D\x30\x21\x1b(B^\x1b$BB@O:\x1b(B"
    return named(folder, ["", "ISO 2022 IR 87", "ISO 2022 IR 159"], raw, "Aiko^T=" + b"\x8f\xb0\xa1".decode("euc_jp") + "^太郎")


@case
def katakana(folder):
    return named(folder, "ISO_IR 13", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ^ﾀﾛｳ")


@case
def korean(folder):
    """PS3.5 I.2."""
    raw = (b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf")
    return named(folder, ["", "ISO 2022 IR 149"], raw, "Hong^Gildong=洪^吉洞=홍^길동")


@case
def chinese_2312(folder):
    """PS3.5 K.2."""
    raw = b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab="
    return named(folder, ["", "ISO 2022 IR 58"], raw, "Zhang^XiaoDong=张^小东=")


@case
def latin_and_greek(folder):
    raw = b"Dionysios=" + ESC + b"-F" + "Διονυσιος".encode("iso8859-7")
    return named(folder, ["ISO 2022 IR 100", "ISO 2022 IR 126"], raw, "Dionysios=Διονυσιος")


@case
def no_charset_utf8(folder):
    return named(folder, None, "Müller^Jörg".encode(), "Müller^Jörg")


@case
def no_charset_latin1(folder):
    return named(folder, None, "Müller^Jörg".encode("latin-1"), "Müller^Jörg")


@case
def utf8_under_latin1_label(folder):
    """Text that says Latin 1 and is UTF-8: the label is followed, as the standard says."""
    want = named(folder, "ISO_IR 100", "Müller".encode(), "Müller".encode().decode("latin-1"))
    want.more.pop("patient")
    return want


@case
def latin1_under_utf8_label(folder):
    """Bytes that are no UTF-8 show a mark and nothing breaks."""
    return named(folder, "ISO_IR 192", "Müller".encode("latin-1"), "M\ufffdller")


@cases(unknown="ISO_IR 999", nonsense="KOI8-R", misspelled="ISO-IR 100", lower="iso_ir 100", ir="ISO IR 100")
def odd_charsets(folder, charset):
    want = named(folder, charset, "Müller".encode("latin-1"), "Müller")
    return want


@case
def three_groups_with_empty_ones(folder):
    return named(folder, "ISO_IR 192", "^^^^=王^小東".encode(), "^^^^=王^小東")


@case
def empty_name(folder):
    for k in range(2):
        put(folder, f"{k}", bytes_of(data_set(STORED[k], origins_of(2)[k], k + 1, PatientName="")))
    return Want(HU, origins_of(2), patient={"name": "", "id": "P1", "birth_date": "", "sex": ""})


@case
def long_name(folder):
    name = "N" * 64 + "^" + "M" * 64
    return named(folder, None, name.encode(), name)
