/* Shader programs from the files of shaders/, which are compiled into the program. */
#pragma once

#include <epoxy/gl.h>
#include <glib.h>

G_BEGIN_DECLS

/* A context must be current for all of these. 0 and an error with the driver's own words where a
 * shader does not compile. The prelude (OpenGL 3.3 core or OpenGL ES 3.0) comes from the context.
 * define: nullable, one name. */
GLuint
hf_program_new (const char *vertex, const char *fragment, const char *define, GError **error);
gboolean hf_gl_is_software (void); /* by GL_RENDERER: no graphics card draws this */

/* OpenGL ES 3.0 where both are there: HOUNSFIELD_GL=es in the environment, for drivers that do it
 * better, or as a test says. These need no context. */
gboolean hf_gl_prefers_es (void);
void hf_gl_set_prefers_es (gboolean prefers);

G_END_DECLS
