/* The same sources serve OpenGL 3.3 core and OpenGL ES 3.0: the prelude is the only difference. */
#include "gl/program.h"

#include "core/error.h"
#include "gl/shaders.h"

#include <gio/gio.h>

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

static GLuint
compile (GLenum type, const char *name, const char *define, GError **error)
{
  g_autofree char *path = g_strconcat ("/hounsfield/shaders/", name, NULL);
  g_autofree char *defines = define ? g_strdup_printf ("#define %s\n", define) : g_strdup ("");
  g_autoptr (GBytes) source = g_resource_lookup_data (shaders (), path, 0, error);
  const char *parts[3] = { prelude (), defines, NULL };
  GLint lengths[3] = { -1, -1, 0 }, done = 0;
  GLuint shader;
  gsize size;

  if (!source)
    return 0;
  parts[2] = g_bytes_get_data (source, &size);
  lengths[2] = (GLint) size;
  shader = glCreateShader (type);
  glShaderSource (shader, 3, parts, lengths);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &done);
  if (!done) {
    char log[1024] = "";

    glGetShaderInfoLog (shader, sizeof log, NULL, log);
    g_set_error (error, HF_ERROR, HF_CODE_UNSUPPORTED_SYNTAX,
                 "The graphics driver does not take the shader %s: %s", name, log);
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
                   "The graphics driver does not link %s and %s: %s", vertex, fragment, log);
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
