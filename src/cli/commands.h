/* Every command: one line here, one in the table of main.c, one file. */
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

HfExit hf_cmd_check (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_export (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_info (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_mesh (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_histogram (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_mask (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_notebook (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_probe (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_recipe (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_render (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_slice (const HfCommand *self, int argc, char **argv);
HfExit hf_cmd_tags (const HfCommand *self, int argc, char **argv);

G_END_DECLS
