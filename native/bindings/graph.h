#pragma once

#include <napi.h>

#include <memory>

#include "bindings/resource.h"
#include "cuda/graph.h"

namespace warpsmith::bindings {

// Graph in lib/native/types.ts: launches of a GPU that the driver keeps as one.
class Graph : public Napi::ObjectWrap<Graph> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Graph(const Napi::CallbackInfo& info);

  const std::shared_ptr<cuda::Graph>& graph(Napi::Env env) const { return graph_.get(env); }

  // The graph behind a script value; throws a TypeError for anything else.
  static Graph& from(const Napi::Value& value);

 private:
  void free(const Napi::CallbackInfo& info);

  OnQueue<cuda::Graph> graph_;
};

}  // namespace warpsmith::bindings
