#include "cuda/graph.h"

#include <utility>

#include "cuda/stream.h"

namespace warpsmith::cuda {

namespace {

// What was launched on a stream while it recorded launches instead of running them.
class Captured {
 public:
  Captured(const Context& context, StreamHandle stream, std::vector<Launch>& launches) : context_(context) {
    const Driver& driver = context_.driver();
    driver.check(driver.streamBeginCapture(stream, CaptureRelaxed), "cuStreamBeginCapture");
    try {
      for (Launch& launch : launches) enqueue(launch, stream);
    } catch (...) {
      // A stream that records can't be destroyed.
      driver.streamEndCapture(stream, &handle_);
      destroy();
      throw;
    }
    driver.check(driver.streamEndCapture(stream, &handle_), "cuStreamEndCapture");
  }
  ~Captured() { destroy(); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  GraphHandle handle() const noexcept { return handle_; }

 private:
  void destroy() noexcept {
    if (handle_ != nullptr && !context_.lost()) context_.driver().graphDestroy(handle_);
    handle_ = nullptr;
  }

  const Context& context_;
  GraphHandle handle_ = nullptr;
};

}  // namespace

Graph::Graph(std::shared_ptr<Context> context, std::vector<Launch> launches)
    : context_(std::move(context)), launches_(std::move(launches)) {
  const CurrentContext current(*context_);
  const Stream stream(context_);
  const Captured captured(*context_, stream.handle(), launches_);
  const Driver& driver = context_->driver();
  driver.check(driver.graphInstantiate(&executable_, captured.handle(), GraphDefault), "cuGraphInstantiateWithFlags");
}

Graph::~Graph() {
  giveBack(*context_, [this](const Driver& driver) { driver.graphExecDestroy(executable_); });
}

void Graph::launch(StreamHandle stream) const {
  const Driver& driver = context_->driver();
  driver.check(driver.graphLaunch(executable_, stream), "cuGraphLaunch");
}

}  // namespace warpsmith::cuda
