#pragma once

#include <memory>
#include <vector>

#include "cuda/context.h"
#include "cuda/launch.h"

namespace warpsmith::cuda {

// Launches in order that the driver keeps as one: it prepares them once, and the host hands them over in one call.
class Graph {
 public:
  // Nothing runs yet. Throws Error("bad-plan") for a launch that the driver refuses, as `enqueue` does, and
  // Error("native") for launches that it cannot keep.
  Graph(std::shared_ptr<Context> context, std::vector<Launch> launches);
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  // Enqueues; the context must be current. The first time may wait for the device, which gets the graph then.
  void launch(StreamHandle stream) const;

 private:
  std::shared_ptr<Context> context_;
  // Kernels and memory that the graph refers to.
  std::vector<Launch> launches_;
  GraphExecHandle executable_ = nullptr;
};

}  // namespace warpsmith::cuda
