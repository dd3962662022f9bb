// Tells that addresses of this machine have come, gone or changed. Not which: whoever wants to know looks,
// and by then sees all that has happened since.
#pragma once

#include "runtime/clock.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"

#include <functional>
#include <memory>

#include <boost/asio/posix/stream_descriptor.hpp>

namespace herald::speaker::io {

class AddressNews {
 public:
  using OnNews = std::function<void()>;

  AddressNews(const runtime::Executor& executor, const runtime::Clock& clock, OnNews on_news);

  // Until close(). Of the network namespace of the thread that runs it. Where the kernel does not tell (a
  // sandbox without netlink), it ends at once.
  [[nodiscard]] static runtime::Task<> run(std::shared_ptr<AddressNews> self);
  void close();

 private:
  const runtime::Clock& clock_;
  OnNews on_news_;
  runtime::Wakeup settled_;
  boost::asio::posix::stream_descriptor socket_;
  bool closed_ = false;
};

}  // namespace herald::speaker::io
