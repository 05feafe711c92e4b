/* What the program remembers. Where the schema is not installed everything works, and nothing is
   remembered. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettings *hf_settings (void); /* nullable (transfer none); one for the program */
char *hf_settings_string (const char *key, const char *fallback);
void hf_settings_set_string (const char *key, const char *value);
gboolean hf_settings_boolean (const char *key, gboolean fallback);
void hf_settings_set_boolean (const char *key, gboolean value);
int hf_settings_integer (const char *key, int fallback);
void hf_settings_set_integer (const char *key, int value);
double hf_settings_number (const char *key, double fallback);
void hf_settings_set_number (const char *key, double value);
GVariant *hf_settings_variant (const char *key);                 /* (transfer full), nullable */
void hf_settings_set_variant (const char *key, GVariant *value); /* takes a floating value */
GStrv hf_settings_recent (void);                                 /* (transfer full), never NULL */
void hf_settings_add_recent (const char *path);
void hf_settings_remove_recent (const char *path);
void hf_settings_forget_recent (void);

G_END_DECLS
