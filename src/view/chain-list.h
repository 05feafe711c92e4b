/* The chain of operations as a list: switch off, move (drag, or the arrow), remove, add; beside
   each what it did. */
#pragma once

#include "session/mask-steps.h"
#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_CHAIN_LIST (hf_chain_list_get_type ())
G_DECLARE_FINAL_TYPE (HfChainList, hf_chain_list, HF, CHAIN_LIST, HfPanel)

void hf_chain_list_set_effects (HfChainList *self, const HfMaskSteps *steps); /* nullable */

G_END_DECLS
