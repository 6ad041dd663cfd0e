#include "bindings/environment.h"

namespace warpsmith::bindings {

Napi::Value toJavaScript(Napi::Env env, const Error& error) {
  const Environment& environment = Environment::of(env);
  const Napi::String message = Napi::String::New(env, error.what());
  if (environment.errorClass.IsEmpty()) return Napi::Error::New(env, message.Utf8Value()).Value();
  Napi::Object options = Napi::Object::New(env);
  if (!error.detail().empty()) options.Set("detail", error.detail());
  return environment.errorClass.New({Napi::String::New(env, error.code()), message, options});
}

}  // namespace warpsmith::bindings
