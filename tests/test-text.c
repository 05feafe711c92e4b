/* The laws: the names of PS3.5 annexes H to K, byte for byte from the standard, come out as the
   standard shows them (the same results as pydicom 2.3); whatever the bytes are, the result is
   valid UTF-8; dates, times and names read as people write them. */
#include "core/text.h"

#include <math.h>
#include <string.h>

static void
assert_name (const char *charset, const char *raw, const char *expected)
{
  g_autofree char *name = hf_text_name_to_utf8 (raw, charset);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_single_byte (void)
{
  assert_name ("ISO_IR 100", "Buc^J\351r\364me", "Buc^Jérôme");
  assert_name ("ISO_IR 100", "\304neas^R\374diger", "Äneas^Rüdiger");
  assert_name ("ISO_IR 101", "W\263adys\263aw", "Władysław");
  assert_name ("ISO_IR 144", "\273\356\332ce\334\321yp\323", "Люкceмбypг");
  assert_name ("ISO_IR 126", "\304\351\357\355\365\363\351\357\362", "Διονυσιος");
  assert_name ("ISO_IR 127", "\342\310\307\346\352^\344\346\322\307\321", "قباني^لنزار");
  assert_name ("ISO_IR 138", "\371\370\345\357^\343\341\345\370\344", "שרון^דבורה");
  assert_name ("ISO_IR 148", "\335stanbul", "İstanbul");
  assert_name ("ISO_IR 166", "\272\330\255", "บุญ");
  assert_name ("ISO_IR 203", "\244uro", "€uro");
}

static void
test_japanese (void)
{
  assert_name (
      "\\ISO 2022 IR 87",
      "Yamada^Tarou=\033$B;3ED\033(B^\033$BB@O:\033(B=\033$B$d$^$@\033(B^\033$B$?$m$&\033(B",
      "Yamada^Tarou=山田^太郎=やまだ^たろう");
  assert_name ("ISO 2022 IR 13\\ISO 2022 IR 87",
               "\324\317\300\336^\300\333\263=\033$B;3ED\033(J^\033$BB@O:\033(J="
               "\033$B$d$^$@\033(J^\033$B$?$m$&\033(J",
               "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう");
  assert_name ("\\ISO 2022 IR 159", "\033$(D\060\041\033(B", "丂");
}

static void
test_korean_chinese (void)
{
  assert_name ("\\ISO 2022 IR 149",
               "Hong^Gildong=\033$)C\373\363^\033$)C\321\316\324\327=\033$)C\310\253^\033$)C\261"
               "\346\265\277",
               "Hong^Gildong=洪^吉洞=홍^길동");
  assert_name ("\\ISO 2022 IR 58", "Zhang^XiaoDong=\033$)A\325\305^\033$)A\320\241\266\253=",
               "Zhang^XiaoDong=张^小东=");
  assert_name ("GB18030", "Wang^XiaoDong=\315\365^\320\241\266\253=", "Wang^XiaoDong=王^小东=");
  assert_name ("GBK", "\315\365^\320\241\266\253", "王^小东");
  assert_name ("ISO_IR 192", "Wang^XiaoDong=王^小東=", "Wang^XiaoDong=王^小東=");
}

/* Several single-byte sets in one text: an escape switches, a delimiter goes back. */
static void
test_code_extensions (void)
{
  assert_name ("ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126",
               "Dionysios=\033-F\304\351\357\355\365\363\351\357\362", "Dionysios=Διονυσιος");
  assert_name ("ISO 2022 IR 100\\ISO 2022 IR 144", "\033-L\273\356^\351", "Лю^é");
}

/* Files without or with a misspelled charset: the one guess that makes sense. */
static void
test_guesses (void)
{
  assert_name ("", "J\303\251r\303\264me", "Jérôme");
  assert_name ("", "J\351r\364me", "Jérôme");
  assert_name ("ISO_IR 6", "J\351r\364me", "Jérôme");
  assert_name ("ISO-IR 100", "J\351r\364me", "Jérôme");
  assert_name ("ISO 2022 IR 100", "J\351r\364me", "Jérôme");
  assert_name ("UTF-8", "J\303\251r\303\264me", "Jérôme");
  assert_name ("ISO_IR 192", "J\351r", "J\357\277\275r");
}

static void
test_tidy (void)
{
  g_autofree char *text = hf_text_to_utf8 ("  a\r\nb\033[31m\007 ", "");

  g_assert_cmpstr (text, ==, "a  b[31m");
}

/* Any bytes under any charset: valid UTF-8, no control characters. */
static void
test_any_bytes (void)
{
  static const char *const charsets[] = {
    "",        "ISO_IR 13", "ISO_IR 126",       "ISO_IR 192",
    "GB18030", "GBK",       "\\ISO 2022 IR 87", "ISO 2022 IR 149\\ISO 2022 IR 58"
  };
  static const char *const escapes[] = {
    "\033$B", "\033$)C", "\033(B", "\033$(D", "\033-F", "\033"
  };

  for (int round = 0; round < 4000; round++) {
    g_autoptr (GString) raw = g_string_new (NULL);
    g_autofree char *text = NULL;
    int n = g_test_rand_int_range (0, 20);

    for (int i = 0; i < n; i++)
      if (g_test_rand_int_range (0, 5) == 0)
        g_string_append (raw, escapes[g_test_rand_int_range (0, G_N_ELEMENTS (escapes))]);
      else
        g_string_append_c (raw, (char) g_test_rand_int_range (1, 256));
    text = hf_text_name_to_utf8 (raw->str, charsets[round % G_N_ELEMENTS (charsets)]);
    g_assert_true (g_utf8_validate (text, -1, NULL));
    for (const char *p = text; *p; p = g_utf8_next_char (p))
      g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
  }
}

static void
test_for_people (void)
{
  static const struct {
    char *(*format) (const char *);
    const char *from, *to;
  } cases[] = {
    { hf_text_name, "Doe^Jane^M.^Dr.^MD", "Doe, Dr. Jane M., MD" },
    { hf_text_name, "Doe", "Doe" },
    { hf_text_name, "^Jane", "Jane" },
    { hf_text_name, "", "" },
    { hf_text_name, "Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou (山田 太郎)" },
    { hf_text_name, "=山田^太郎", "山田 太郎" },
    { hf_text_date, "20060102", "2006-01-02" },
    { hf_text_date, "2006.01.02", "2006-01-02" },
    { hf_text_date, "20061302", "20061302" },
    { hf_text_date, "unknown", "unknown" },
    { hf_text_date, "", "" },
    { hf_text_time, "120102.523", "12:01:02" },
    { hf_text_time, "1201", "12:01" },
    { hf_text_time, "12", "12:00" },
    { hf_text_time, "12:01:02", "12:01:02" },
    { hf_text_time, "", "" },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (cases); n++) {
    g_autofree char *text = cases[n].format (cases[n].from);

    g_assert_cmpstr (text, ==, cases[n].to);
  }
}

/* Nothing but zeros has no sign; every other number stays as it is. */
static void
test_negative_zero (void)
{
  static const struct {
    double value;
    int digits;
    const char *text;
  } cases[] = {
    { -0.4, 0, "0" },  { -0.0, 0, "0" },       { -0.5, 0, "0" },
    { -0.6, 0, "-1" }, { -0.04, 1, "0.0" },    { -0.06, 1, "-0.1" },
    { 0.4, 0, "0" },   { -12.34, 1, "-12.3" }, { 0.06, 1, "0.1" },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (cases); n++) {
    g_autofree char *text =
        g_strdup_printf ("%.*f", cases[n].digits, hf_text_number (cases[n].value, cases[n].digits));

    g_assert_cmpstr (text, ==, cases[n].text);
  }
  g_assert_true (isnan (hf_text_number (NAN, 1)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/single-byte", test_single_byte);
  g_test_add_func ("/text/japanese", test_japanese);
  g_test_add_func ("/text/korean-chinese", test_korean_chinese);
  g_test_add_func ("/text/code-extensions", test_code_extensions);
  g_test_add_func ("/text/guesses", test_guesses);
  g_test_add_func ("/text/tidy", test_tidy);
  g_test_add_func ("/text/any-bytes", test_any_bytes);
  g_test_add_func ("/text/for-people", test_for_people);
  g_test_add_func ("/text/negative-zero", test_negative_zero);
  return g_test_run ();
}
