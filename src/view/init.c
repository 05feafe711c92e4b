/* The layer is a static library: the linker would leave out the compiled resources and every widget
   that is only named in a template, were they not named here. */
#include "view/init.h"

#include "view/resources.h"

#include <gtk/gtk.h>

void
hf_view_init (void)
{
  hf_register_resource ();
}
