// A proxy as offices have them: it takes CONNECT, opens the way and carries bytes both ways; or it refuses,
// with the answer that it is told to give.
#pragma once

#include "kube/credentials_proxy.h"
#include "runtime/listener.h"
#include "runtime/task_group.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace herald::kube {

class SmallProxy {
 public:
  SmallProxy(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger);

  // Instead of opening the way; empty: opens it.
  std::string refusal;

  [[nodiscard]] Proxy address() const;
  // The heads of what it was asked.
  [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
  [[nodiscard]] std::size_t carried() const { return carried_; }  // bytes, behind its own answers
  [[nodiscard]] runtime::Task<> close();

 private:
  struct Way;

  [[nodiscard]] runtime::Task<> accept();
  [[nodiscard]] runtime::Task<> serve(std::shared_ptr<Way> way);
  [[nodiscard]] runtime::Task<std::string> read_head(std::shared_ptr<Way> way);
  [[nodiscard]] runtime::Task<> carry(std::shared_ptr<Way> way, runtime::ByteStream& from,
                                      runtime::ByteStream& to);

  const runtime::Clock& clock_;
  std::unique_ptr<runtime::Listener> listener_;
  runtime::TaskGroup tasks_;
  std::vector<std::string> requests_;
  std::size_t carried_ = 0;
};

}  // namespace herald::kube
