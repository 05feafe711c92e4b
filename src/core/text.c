/* Character sets of DICOM. A string starts in the first value of Specific Character Set; escape
   sequences of ISO 2022 switch what bytes below 0x80 (G0) and above (G1) mean, until a delimiter
   returns to the start (PS3.5 6.1.2.5.3). Multi-byte sets without code extensions (UTF-8, GB18030,
   GBK) are converted whole. Many files break the rules; what their writers meant is guessed where
   only one guess makes sense: bytes above 0x7F without any charset are UTF-8 if they can be, else
   Latin 1. */
#include "core/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum {
  SET_ASCII,
  SET_ROMAJI,   /* JIS X 0201 left half */
  SET_KATAKANA, /* JIS X 0201 right half */
  SET_KANJI,    /* JIS X 0208, in G0 */
  SET_KANJI2,   /* JIS X 0212, in G0 */
  SET_KOREAN,   /* KS X 1001, in G1 */
  SET_CHINESE,  /* GB 2312, in G1 */
  SET_SINGLE,   /* a right half of one byte a character */
} Kind;

typedef struct {
  int registration; /* the number of the ISO registry, as in "ISO_IR 100" */
  const char *escape;
  Kind kind;
  const char *iconv; /* that reads one character's bytes, prefix included */
} Set;

static const Set sets[] = {
  // clang-format off
  {   6, "(B",  SET_ASCII,    NULL },
  {  14, "(J",  SET_ROMAJI,   NULL },
  {  13, ")I",  SET_KATAKANA, NULL },
  {  87, "$B",  SET_KANJI,    "EUC-JP" },
  { 159, "$(D", SET_KANJI2,   "EUC-JP" },
  { 149, "$)C", SET_KOREAN,   "EUC-KR" },
  {  58, "$)A", SET_CHINESE,  "GB2312" },
  { 100, "-A",  SET_SINGLE,   "ISO-8859-1" },
  { 101, "-B",  SET_SINGLE,   "ISO-8859-2" },
  { 109, "-C",  SET_SINGLE,   "ISO-8859-3" },
  { 110, "-D",  SET_SINGLE,   "ISO-8859-4" },
  { 144, "-L",  SET_SINGLE,   "ISO-8859-5" },
  { 127, "-G",  SET_SINGLE,   "ISO-8859-6" },
  { 126, "-F",  SET_SINGLE,   "ISO-8859-7" },
  { 138, "-H",  SET_SINGLE,   "ISO-8859-8" },
  { 148, "-M",  SET_SINGLE,   "ISO-8859-9" },
  { 203, "-b",  SET_SINGLE,   "ISO-8859-15" },
  { 166, "-T",  SET_SINGLE,   "TIS-620" },
  // clang-format on
};

typedef struct {
  const Set *g0;
  const Set *g1; /* nullable */
} State;

static const Set *
find_set (int registration)
{
  for (gsize n = 0; n < G_N_ELEMENTS (sets); n++)
    if (sets[n].registration == registration)
      return &sets[n];
  return NULL;
}

static gboolean
in_g1 (Kind kind)
{
  return kind == SET_SINGLE || kind == SET_KATAKANA || kind == SET_KOREAN || kind == SET_CHINESE;
}

/* "ISO_IR 100", "ISO 2022 IR 100" and the usual misspellings -> 100; 0: no number. */
static int
registration_of (const char *value)
{
  const char *ir = strstr (value, "IR");

  if (!ir)
    return 0;
  for (ir += 2; *ir && !g_ascii_isdigit (*ir); ir++)
    ;
  return atoi (ir);
}

/* The state that the first value of Specific Character Set says; further values are only a promise
 * of escapes. */
static State
start_state (const char *charset)
{
  g_autofree char *first = g_strndup (charset, strcspn (charset, "\\"));
  const Set *set = find_set (registration_of (first));
  State state = { .g0 = find_set (6) };

  if (!set)
    return state;
  if (set->kind == SET_KATAKANA)
    state.g0 = find_set (14);
  if (in_g1 (set->kind))
    state.g1 = set;
  return state;
}

/* A charset whose text is converted whole; NULL: ISO 2022 rules. */
static const char *
whole_charset (const char *charset)
{
  if (registration_of (charset) == 192 || strstr (charset, "UTF-8") || strstr (charset, "UTF8"))
    return "UTF-8";
  if (strstr (charset, "GB18030"))
    return "GB18030";
  if (strstr (charset, "GBK"))
    return "GBK";
  return NULL;
}

static gboolean
append_converted (GString *out, const char *bytes, gsize n, const char *iconv)
{
  g_autofree char *text = g_convert (bytes, n, "UTF-8", iconv, NULL, NULL, NULL);

  g_string_append (out, text ? text : "\357\277\275");
  return text != NULL;
}

/* One character of a single-byte or two-byte set; how many bytes it took. */
static gsize
append_character (GString *out, const guchar *p, const Set *set)
{
  char bytes[3] = { (char) p[0], (char) p[1], 0 };

  switch (set->kind) {
  case SET_ASCII:
    g_string_append_c (out, (char) *p);
    return 1;
  case SET_ROMAJI:
    g_string_append_unichar (out, *p == 0x7E ? 0x203E : *p);
    return 1;
  case SET_KATAKANA:
    g_string_append_unichar (out, *p >= 0xA1 && *p <= 0xDF ? 0xFF61u + *p - 0xA1 : 0xFFFD);
    return 1;
  case SET_SINGLE:
    append_converted (out, bytes, 1, set->iconv);
    return 1;
  case SET_KANJI:
  case SET_KANJI2: {
    gboolean second = set->kind == SET_KANJI2;
    const char euc[3] = { (char) 0x8F, (char) (p[0] | 0x80), (char) (p[1] | 0x80) };

    append_converted (out, euc + !second, 2 + second, set->iconv);
    return p[1] ? 2 : 1;
  }
  default: /* Korean, Chinese: both bytes in G1 */
    append_converted (out, bytes, 2, set->iconv);
    return p[1] ? 2 : 1;
  }
}

/* Follows the escape sequence after p (which is an ESC); its length, ESC included. */
static gsize
follow_escape (State *state, const char *p)
{
  for (gsize n = 0; n < G_N_ELEMENTS (sets); n++)
    if (g_str_has_prefix (p + 1, sets[n].escape)) {
      if (in_g1 (sets[n].kind))
        state->g1 = &sets[n];
      else
        state->g0 = &sets[n];
      return 1 + strlen (sets[n].escape);
    }
  return 1;
}

static char *
decode_iso_2022 (const char *raw, const char *charset, const char *delimiters)
{
  GString *out = g_string_new (NULL);
  const State start = start_state (charset);
  State state = start;

  for (const char *p = raw; *p;) {
    guchar c = (guchar) *p;

    if (c == 0x1B) {
      p += follow_escape (&state, p);
    } else if (c < 0x80 && strchr (delimiters, c) && state.g0->kind < SET_KANJI) {
      g_string_append_c (out, *p++);
      state = start;
    } else if (c <= 0x20) {
      g_string_append_c (out, *p++);
    } else if (c < 0x80) {
      p += append_character (out, (const guchar *) p, state.g0);
    } else if (state.g1) {
      p += append_character (out, (const guchar *) p, state.g1);
    } else {
      append_converted (out, p++, 1, "CP1252");
    }
  }
  return g_string_free (out, FALSE);
}

/* Blanks at both ends go; line ends and tabs become blanks, other control characters go. */
static char *
tidy (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '\n' || c == '\r' || c == '\t' || c == '\f')
      c = ' ';
    if (!g_unichar_iscntrl (c))
      g_string_append_unichar (out, c);
  }
  return g_strstrip (g_string_free (out, FALSE));
}

static char *
decode (const char *raw, const char *charset, const char *delimiters)
{
  const char *whole = whole_charset (charset);
  gboolean is_default = !strchr (raw, 0x1B) && !start_state (charset).g1;
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;

  if (whole && !g_str_equal (whole, "UTF-8"))
    text = g_convert_with_fallback (raw, -1, "UTF-8", whole, "\357\277\275", NULL, NULL, NULL);
  else if (!whole && !(is_default && g_utf8_validate (raw, -1, NULL)))
    text = decode_iso_2022 (raw, charset, delimiters);
  valid = g_utf8_make_valid (text ? text : raw, -1);
  return tidy (valid);
}

char *
hf_text_to_utf8 (const char *raw, const char *charset)
{
  return decode (raw, charset, "\\\r\n\f\t");
}

/* A person's name, all component groups: "Yamada^Tarou=...". */
char *
hf_text_name_to_utf8 (const char *raw, const char *charset)
{
  return decode (raw, charset, "\\^=\r\n\f\t");
}

static void
append_with (GString *out, const char *between, const char *word)
{
  if (!*word)
    return;
  if (out->len)
    g_string_append (out, between);
  g_string_append (out, word);
}

/* Component group of PN: family, given, middle, prefix, suffix (PS3.5 6.2.1). */
static char *
format_group (const char *group, gboolean alphabetic)
{
  g_auto (GStrv) parts = g_strsplit (group, "^", 5);
  const char *words[5] = { "", "", "", "", "" };
  GString *out = g_string_new (NULL);
  g_autoptr (GString) given = g_string_new (NULL);
  static const int order[] = { 3, 1, 2 };

  for (int n = 0; n < 5 && parts[n]; n++)
    words[n] = g_strstrip (parts[n]);
  for (int n = 0; n < 3; n++)
    append_with (given, " ", words[order[n]]);
  g_string_append (out, words[0]);
  append_with (out, alphabetic ? ", " : " ", given->str);
  append_with (out, ", ", words[4]);
  return g_string_free (out, FALSE);
}

/* "Yamada^Tarou=(kanji)^(kanji)=(kana)" -> "Yamada, Tarou (kanji kanji)". */
char *
hf_text_name (const char *name)
{
  g_auto (GStrv) groups = g_strsplit (name, "=", 3);
  g_autofree char *alphabetic = format_group (groups[0] ? groups[0] : "", TRUE);
  g_autofree char *ideographic = NULL;

  for (int n = 1; groups[0] && groups[n] && !(ideographic && *ideographic); n++) {
    g_free (ideographic);
    ideographic = format_group (groups[n], FALSE);
  }
  if (!ideographic || !*ideographic)
    return g_steal_pointer (&alphabetic);
  if (!*alphabetic)
    return g_steal_pointer (&ideographic);
  return g_strdup_printf ("%s (%s)", alphabetic, ideographic);
}

static gboolean
all_digits (const char *text, gsize n)
{
  return strspn (text, "0123456789") >= n;
}

/* DA, also the first part of DT and the old form "2006.01.02". */
char *
hf_text_date (const char *date)
{
  int year, month, day;

  if (strlen (date) < 8 || !all_digits (date, 8))
    return strlen (date) == 10 && date[4] == '.' && date[7] == '.'
               ? g_strdelimit (g_strdup (date), ".", '-')
               : g_strdup (date);
  if (sscanf (date, "%4d%2d%2d", &year, &month, &day) != 3 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return g_strdup (date);
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

/* TM: HHMMSS.frac, HHMM, HH, and the old HH:MM:SS. Fractions of a second are left out. */
char *
hf_text_time (const char *time)
{
  gsize n = strspn (time, "0123456789");

  if ((n != 2 && n != 4 && n != 6) || (time[n] != '\0' && time[n] != '.'))
    return g_strdup (time);
  if (n == 2)
    return g_strdup_printf ("%.2s:00", time);
  if (n == 4)
    return g_strdup_printf ("%.2s:%.2s", time, time + 2);
  return g_strdup_printf ("%.2s:%.2s:%.2s", time, time + 2, time + 4);
}

double
hf_text_number (double value, int digits)
{
  return value <= 0 && -value * pow (10, digits) <= 0.5 ? 0 : value;
}
