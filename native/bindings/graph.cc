#include "bindings/graph.h"

#include "bindings/environment.h"

namespace warpsmith::bindings {

Napi::Function Graph::define(Napi::Env env) {
  return DefineClass(env, "Graph", {InstanceMethod<&Graph::free>("free")});
}

Graph::Graph(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Graph>(info), graph_(takeState<OnQueue<cuda::Graph>>(info)) {}

Graph& Graph::from(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(Environment::of(env).graph.Value())) {
    throw Napi::TypeError::New(env, "Expected a graph that this kind of device made.");
  }
  return *Graph::Unwrap(value.As<Napi::Object>());
}

void Graph::free(const Napi::CallbackInfo&) { graph_.release(); }

}  // namespace warpsmith::bindings
