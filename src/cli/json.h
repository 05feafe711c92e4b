/* JSON on stdout. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void hf_json_number (JsonBuilder *builder, const char *name, double number); /* not finite: null */
void hf_json_text (JsonBuilder *builder, const char *name, const char *text);
void hf_json_integer (JsonBuilder *builder, const char *name, gint64 number);
void hf_json_boolean (JsonBuilder *builder, const char *name, gboolean boolean);
void hf_json_numbers (JsonBuilder *builder, const char *name, const double *numbers, gsize n);
void hf_json_integers (JsonBuilder *builder, const char *name, const int *numbers, gsize n);
void hf_json_print (JsonBuilder *builder); /* pretty, with a line end */

G_END_DECLS
