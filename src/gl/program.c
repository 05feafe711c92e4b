/* The same sources serve OpenGL 3.3 core and OpenGL ES 3.0: the prelude is the only difference. */
#include "gl/program.h"

#include "core/error.h"
#include "gl/shaders.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

static const char *
prelude (void)
{
  return epoxy_is_desktop_gl () ? "#version 330 core\n"
                                : "#version 300 es\nprecision highp float;\nprecision highp int;\n";
}

static GResource *
shaders (void)
{
  static gsize once;

  if (g_once_init_enter (&once)) {
    hf_shaders_register_resource ();
    g_once_init_leave (&once, 1);
  }
  return hf_shaders_get_resource ();
}

/* NULL and an error where there is no such file. Lives as long as the process. */
static const char *
get_source (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/hounsfield/shaders/", name, NULL);
  g_autoptr (GBytes) source = g_resource_lookup_data (shaders (), path, 0, error);

  return source ? g_bytes_get_data (source, NULL) : NULL;
}

/* The first line of a file may ask for another one. Returns where the rest begins. */
static const char *
get_included (const char *source, const char **included, GError **error)
{
  const char *const begin = "#include \"";
  g_autofree char *name = NULL;
  const char *end;

  *included = "";
  if (!g_str_has_prefix (source, begin))
    return source;
  source += strlen (begin);
  end = strchr (source, '"');
  name = g_strndup (source, (gsize) (end - source));
  *included = get_source (name, error);
  return *included ? end + 1 : NULL;
}

static GLuint
compile (GLenum type, const char *name, const char *define, GError **error)
{
  g_autofree char *defines = define ? g_strdup_printf ("#define %s\n", define) : g_strdup ("");
  const char *parts[4] = { prelude (), defines, NULL, get_source (name, error) };
  GLint done = 0;
  GLuint shader;

  parts[3] = parts[3] ? get_included (parts[3], &parts[2], error) : NULL;
  if (!parts[3])
    return 0;
  shader = glCreateShader (type);
  glShaderSource (shader, G_N_ELEMENTS (parts), parts, NULL);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &done);
  if (!done) {
    char log[1024] = "";

    glGetShaderInfoLog (shader, sizeof log, NULL, log);
    g_set_error (error, HF_ERROR, HF_CODE_UNSUPPORTED_SYNTAX,
                 _ ("The graphics driver does not take the shader %s: %s"), name, log);
    glDeleteShader (shader);
    return 0;
  }
  return shader;
}

GLuint
hf_program_new (const char *vertex, const char *fragment, const char *define, GError **error)
{
  const GLuint v = compile (GL_VERTEX_SHADER, vertex, define, error);
  const GLuint f = v ? compile (GL_FRAGMENT_SHADER, fragment, define, error) : 0;
  GLuint program = 0;
  GLint done = 0;

  if (f) {
    program = glCreateProgram ();
    glAttachShader (program, v);
    glAttachShader (program, f);
    glLinkProgram (program);
    glGetProgramiv (program, GL_LINK_STATUS, &done);
    if (!done) {
      char log[1024] = "";

      glGetProgramInfoLog (program, sizeof log, NULL, log);
      g_set_error (error, HF_ERROR, HF_CODE_UNSUPPORTED_SYNTAX,
                   _ ("The graphics driver does not link %s and %s: %s"), vertex, fragment, log);
      glDeleteProgram (program);
      program = 0;
    }
  }
  if (v)
    glDeleteShader (v);
  if (f)
    glDeleteShader (f);
  return program;
}

gboolean
hf_gl_is_software (void)
{
  static const char *const names[] = { "llvmpipe", "softpipe", "swr", "software", "swiftshader" };
  g_autofree char *renderer =
      g_ascii_strdown ((const char *) glGetString (GL_RENDERER) ?: "software", -1);

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    if (strstr (renderer, names[n]))
      return TRUE;
  return FALSE;
}

static gint prefers_es = -1; /* atomic; -1: as the environment says */

gboolean
hf_gl_prefers_es (void)
{
  const gint told = g_atomic_int_get (&prefers_es);

  return told >= 0 ? told : g_strcmp0 (g_getenv ("HOUNSFIELD_GL"), "es") == 0;
}

void
hf_gl_set_prefers_es (gboolean prefers)
{
  g_atomic_int_set (&prefers_es, !!prefers);
}
