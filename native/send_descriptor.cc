#include "send_descriptor.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "error.h"

namespace warpsmith {

namespace {

[[noreturn]] void refuse(const std::string& name, const char* call) {
  const std::string reason = std::strerror(errno);
  throw Error("native", "Expected a process that takes memory at the socket \"" + name + "\" but " + call +
                            " failed: " + reason + ".");
}

}  // namespace

void sendDescriptor(const std::string& name, const Descriptor& descriptor, std::uint64_t id) {
  sockaddr_un address{};
  // The first byte is the zero that makes the name abstract.
  if (name.empty() || name.size() >= sizeof address.sun_path) {
    throw Error("native", "Expected the name of a socket but found \"" + name + "\".");
  }
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const Descriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connection.number() < 0) refuse(name, "socket");
  if (connect(connection.number(), reinterpret_cast<const sockaddr*>(&address), length) != 0) refuse(name, "connect");

  iovec content{&id, sizeof id};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &content;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int number = descriptor.number();
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  if (sendmsg(connection.number(), &message, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof id)) refuse(name, "sendmsg");
}

}  // namespace warpsmith
