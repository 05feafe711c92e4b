/* EGL without a surface (EGL_MESA_platform_surfaceless, EGL_KHR_surfaceless_context): OpenGL 3.3 core,
   else OpenGL ES 3.0, or the other way round (hf_gl_prefers_es). */
#include "gl/target.h"

#include "core/error.h"
#include "gl/program.h"
#include "gl/screen.h"

#include <dlfcn.h>
#include <epoxy/egl.h>
#include <epoxy/gl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _HfTarget {
  EGLDisplay display;
  EGLContext context;
  GLuint framebuffer;
  GLuint color;
  int width, height;
};

/* With notice of a driver that is reset, and loses all that the context holds, where EGL can give it. */
static EGLContext
make_context (EGLDisplay display, gboolean desktop)
{
  const EGLint any[] = { EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE,
                         desktop ? EGL_OPENGL_BIT : EGL_OPENGL_ES3_BIT, EGL_NONE };
  EGLint wanted[9] = { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, desktop ? 3 : 0 };
  EGLContext context = EGL_NO_CONTEXT;
  EGLConfig config = NULL;
  EGLint n = 0;

  if (!eglBindAPI (desktop ? EGL_OPENGL_API : EGL_OPENGL_ES_API) ||
      !eglChooseConfig (display, any, &config, 1, &n) || n == 0)
    return EGL_NO_CONTEXT;
  n = 4;
  if (desktop) {
    wanted[n++] = EGL_CONTEXT_OPENGL_PROFILE_MASK;
    wanted[n++] = EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT;
  }
  wanted[n] = EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY;
  wanted[n + 1] = EGL_LOSE_CONTEXT_ON_RESET;
  wanted[n + 2] = EGL_NONE;
  if (epoxy_egl_version (display) >= 15)
    context = eglCreateContext (display, config, EGL_NO_CONTEXT, wanted);
  wanted[n] = EGL_NONE;
  if (context == EGL_NO_CONTEXT)
    context = eglCreateContext (display, config, EGL_NO_CONTEXT, wanted);
  return context;
}

/* libepoxy ends the process where it cannot open these, hence the look beforehand. */
static gboolean
have_libraries (void)
{
  static const char *const names[][2] = { { "libEGL.so.1", NULL },
                                          { "libOpenGL.so.0", "libGL.so.1" } };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++) {
    void *library = dlopen (names[n][0], RTLD_LAZY | RTLD_LOCAL);

    if (!library && names[n][1])
      library = dlopen (names[n][1], RTLD_LAZY | RTLD_LOCAL);
    if (!library)
      return FALSE;
    dlclose (library);
  }
  return TRUE;
}

static EGLDisplay
open_display (void)
{
  EGLDisplay display = EGL_NO_DISPLAY;

  if (!have_libraries ())
    return EGL_NO_DISPLAY;

  if (epoxy_has_egl_extension (EGL_NO_DISPLAY, "EGL_MESA_platform_surfaceless"))
    display = eglGetPlatformDisplayEXT (EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
  if (display == EGL_NO_DISPLAY)
    display = eglGetDisplay (EGL_DEFAULT_DISPLAY);
  if (display == EGL_NO_DISPLAY || !eglInitialize (display, NULL, NULL))
    return EGL_NO_DISPLAY;
  return display;
}

HfTarget *
hf_target_new (GError **error)
{
  g_autoptr (HfTarget) self = g_new0 (HfTarget, 1);

  self->display = open_display ();
  self->context = EGL_NO_CONTEXT;
  for (int n = 0; n < 2 && self->display != EGL_NO_DISPLAY && self->context == EGL_NO_CONTEXT; n++)
    self->context = make_context (self->display, (n == 0) != hf_gl_prefers_es ());
  if (self->context == EGL_NO_CONTEXT || !hf_target_make_current (self)) {
    g_set_error (error, HF_ERROR, HF_CODE_IO,
                 _ ("Surfaces need OpenGL 3.3 or OpenGL ES 3.0, and there is none. On Debian and "
                    "Ubuntu: apt "
                    "install libegl1 libgl1 libgl1-mesa-dri"));
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
hf_target_free (HfTarget *self)
{
  if (!self)
    return;
  if (self->context != EGL_NO_CONTEXT) {
    if (hf_target_make_current (self)) {
      glDeleteFramebuffers (1, &self->framebuffer);
      glDeleteTextures (1, &self->color);
    }
    eglMakeCurrent (self->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext (self->display, self->context);
  }
  /* The display stays: it is the process's, and others may use it. */
  g_free (self);
}

static gboolean
was_reset (void)
{
  return (epoxy_gl_version () >= (epoxy_is_desktop_gl () ? 45 : 32) ||
          epoxy_has_gl_extension ("GL_KHR_robustness")) &&
         glGetGraphicsResetStatus () != GL_NO_ERROR;
}

gboolean
hf_target_make_current (HfTarget *self)
{
  return eglMakeCurrent (self->display, EGL_NO_SURFACE, EGL_NO_SURFACE, self->context) &&
         !was_reset ();
}

gboolean
hf_target_resize (HfTarget *self, int width, int height, GError **error)
{
  GLint largest = 0;

  if (width == self->width && height == self->height)
    return TRUE;
  glGetIntegerv (GL_MAX_TEXTURE_SIZE, &largest);
  if (width < 1 || height < 1 || width > largest || height > largest) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("A picture of %d x %d pixels cannot be drawn: 1 to %d each way"), width, height,
                 largest);
    return FALSE;
  }
  if (!self->framebuffer) {
    glGenFramebuffers (1, &self->framebuffer);
    glGenTextures (1, &self->color);
  }
  glBindTexture (GL_TEXTURE_2D, self->color);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
  glBindFramebuffer (GL_FRAMEBUFFER, self->framebuffer);
  glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, self->color, 0);
  if (glCheckFramebufferStatus (GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY,
                 _ ("There is no graphics memory for a picture of %d x %d pixels"), width, height);
    self->width = self->height = 0;
    return FALSE;
  }
  self->width = width;
  self->height = height;
  return TRUE;
}

guint
hf_target_framebuffer (HfTarget *self)
{
  return self->framebuffer;
}

guint8 *
hf_target_read (HfTarget *self)
{
  const gsize row = (gsize) self->width * 4;
  guint8 *pixels = g_malloc (row * self->height);
  g_autofree guint8 *swap = g_malloc (row);

  glBindFramebuffer (GL_FRAMEBUFFER, self->framebuffer);
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glReadPixels (0, 0, self->width, self->height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
  for (int y = 0; y < self->height / 2; y++) {
    guint8 *a = pixels + y * row, *b = pixels + (self->height - 1 - y) * row;

    memcpy (swap, a, row);
    memcpy (a, b, row);
    memcpy (b, swap, row);
  }
  return pixels;
}

guint32 *
hf_target_read_screen (HfTarget *self, int width, int height)
{
  const gsize n = (gsize) self->width * self->height;
  const gboolean bgra = epoxy_is_desktop_gl ();
  guint32 *pixels = g_new (guint32, (gsize) width * height);
  g_autofree guint32 *read = g_new (guint32, n);

  glBindFramebuffer (GL_FRAMEBUFFER, self->framebuffer);
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glReadPixels (0, 0, self->width, self->height, bgra ? GL_BGRA : GL_RGBA,
                bgra ? GL_UNSIGNED_INT_8_8_8_8_REV : GL_UNSIGNED_BYTE, read);
  if (!bgra) { /* OpenGL ES promises no other order: bytes R G B A */
    for (gsize i = 0; i < n && G_BYTE_ORDER == G_BIG_ENDIAN; i++)
      read[i] = GUINT32_SWAP_LE_BE (read[i]);
    hf_screen_swap (read, n);
  }
  hf_screen_fill (read, self->width, self->height, pixels, width, height);
  return pixels;
}
