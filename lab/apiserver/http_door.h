// Between HTTP and the API: requests in, replies out, watches streamed until one side ends them. Also carries
// out the faults that are about time and bytes.
#pragma once

#include "lab/apiserver/api.h"
#include "runtime/clock.h"
#include "runtime/http_message.h"
#include "runtime/task.h"

namespace herald::apiserver {

class HttpDoor {
 public:
  HttpDoor(const runtime::Executor& executor, const runtime::Clock& clock, Api& api)
      : executor_(executor), clock_(clock), api_(api) {}

  [[nodiscard]] runtime::Task<runtime::HttpResponse> answer(runtime::HttpRequest request);

 private:
  struct Stream;

  [[nodiscard]] static runtime::Task<> stream_watch(std::shared_ptr<Stream> stream,
                                                    runtime::BodyWriter& writer);
  [[nodiscard]] static runtime::Task<> trickle(std::shared_ptr<Stream> stream, runtime::BodyWriter& writer);
  [[nodiscard]] runtime::HttpResponse response_of(Reply reply);

  runtime::Executor executor_;
  const runtime::Clock& clock_;
  Api& api_;
};

}  // namespace herald::apiserver
