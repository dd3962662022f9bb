// Carries the brain's writes to the API server and its answers back. Every write is answered exactly once.
// What certainly was not written is told as such, so that no doubt about it holds up an address.
#pragma once

#include "controller/announced.h"
#include "controller/effects.h"
#include "controller/events.h"
#include "controller/snapshot.h"
#include "core/base/result.h"
#include "kube/api_client.h"
#include "kube/decode.h"
#include "runtime/task_group.h"

#include <functional>
#include <string>

namespace herald::controller {

struct WritesParts {
  kube::ApiClient& client;
  kube::ApiEndpoint& endpoint;
  const Snapshot& services;
  Duration timeout;                       // for each
  std::function<bool()> may_write;        // whether we lead at this very moment
  std::function<void(WriteDone)> answer;  // to the brain
  std::function<void(AnnouncedWritten)> answer_announced;
};

class Writes {
 public:
  Writes(const runtime::Executor& executor, WritesParts parts);

  void perform(const PatchStatus& patch);
  void perform(const PatchAnnotation& patch);
  void perform(const PatchAnnounced& patch);

  [[nodiscard]] runtime::Task<> leave();

 private:
  struct Sent {
    WriteId id;
    model::ServiceKey service;
  };

  void send(Sent sent, kube::ApiRequest request);
  [[nodiscard]] runtime::Task<> carry(Sent sent, kube::ApiRequest request);
  [[nodiscard]] runtime::Task<> carry_announced(PatchAnnounced patch, kube::ApiRequest request);
  [[nodiscard]] decltype(WriteDone::outcome) judge(const Sent& sent, const kube::ApiResult& result);
  [[nodiscard]] decltype(WriteDone::outcome) judge_refusal(const Sent& sent, const kube::ApiAnswer& answer);
  void log_failure(const Sent& sent, const std::string& what) const;

  WritesParts parts_;
  runtime::TaskGroup requests_;
  kube::Scratch scratch_;
};

}  // namespace herald::controller
