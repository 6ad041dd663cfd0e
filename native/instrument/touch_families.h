#pragma once

#include "instrument/touch_form.h"

namespace warpsmith::instrument {

// What the instructions of one family touch. False for a form that is not understood: `touches` is then worth nothing.
using TouchFamily = bool (*)(TouchForm& form, Touches& touches);

bool touchLoad(TouchForm& form, Touches& touches);                      // ld, ldu
bool touchStore(TouchForm& form, Touches& touches);                     // st, also .async and .bulk
bool touchAtomic(TouchForm& form, Touches& touches);                    // atom
bool touchReduction(TouchForm& form, Touches& touches);                 // red, also .async
bool touchCopy(TouchForm& form, Touches& touches);                      // cp
bool touchTensorCopy(TouchForm& form, Touches& touches, bool reduces);  // cp.async.bulk.tensor: the rest of that
bool touchTensorPrefetch(TouchForm& form, Touches& touches);   // cp.async.bulk.prefetch.tensor: the rest of that
bool touchTensorMap(TouchForm& form, Touches& touches);        // tensormap
bool touchFence(TouchForm& form, Touches& touches);            // fence
bool touchBarrier(TouchForm& form, Touches& touches);          // mbarrier
bool touchClusterLaunch(TouchForm& form, Touches& touches);    // clusterlaunchcontrol
bool touchDiscard(TouchForm& form, Touches& touches);          // discard
bool touchLoadMatrix(TouchForm& form, Touches& touches);       // ldmatrix
bool touchStoreMatrix(TouchForm& form, Touches& touches);      // stmatrix
bool touchWarpMatrix(TouchForm& form, Touches& touches);       // wmma
bool touchWarpgroupMatrix(TouchForm& form, Touches& touches);  // wgmma

// Adds a touch of `bytes` bytes aligned to as many. False when `address` is null.
bool addTouch(Touches& touches, const ptx::Operand* address, Window window, Access access, std::uint32_t bytes);
// Adds what completes on an mbarrier: all 8 bytes of it change at once.
bool addBarrier(Touches& touches, const ptx::Operand* address, Window window);

}  // namespace warpsmith::instrument
