#include "bindings/process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bindings/environment.h"
#include "bindings/read.h"

namespace warpsmith::bindings {

void endWithParent(const Napi::CallbackInfo& info) {
  const auto parent = static_cast<pid_t>(readSize(asObject(info[0], "options"), "parent"));
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), Error("native", "The system refused PR_SET_PDEATHSIG.")));
  }
  // It may have ended before the request: then nobody will tell.
  if (getppid() != parent) kill(getpid(), SIGKILL);
}

}  // namespace warpsmith::bindings
