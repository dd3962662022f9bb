// Writes Kubernetes Events, one after the other over a connection of their own: people can wait, addresses
// can not. Equal Events are counted on the one that is there, also across restarts. Best effort: an Event
// that cannot be written is tried a few times and then dropped, loudly.
#pragma once

#include "kube/api_client.h"
#include "kube/decode.h"
#include "kube/event.h"
#include "runtime/mailbox.h"
#include "runtime/wakeup.h"

#include <cstdint>
#include <map>
#include <string>

namespace herald::kube {

class Recorder {
 public:
  Recorder(const runtime::Executor& executor, ApiEndpoint& endpoint);

  // Times and count are filled in here.
  void record(Event event);

  // Writes until close(), and then what is left. A member of the daemon's task group.
  [[nodiscard]] runtime::Task<> run();
  void close() { mailbox_.close(); }

 private:
  // A name that many different Events came by is forgotten first; counting then goes on from what is stored.
  static constexpr std::size_t kMostWaiting = 1024;
  static constexpr std::size_t kMostCounted = 4096;

  struct Counted {
    std::int32_t count = 0;
    UnixSeconds first;
  };
  enum class Written : std::uint8_t { yes, not_there, already_there, again, never };
  struct Attempted {
    Written written = Written::again;
    Duration pause{};
    std::string what;
  };

  [[nodiscard]] runtime::Task<> write(Event event);
  [[nodiscard]] runtime::Task<Attempted> create(const Event& event);
  [[nodiscard]] runtime::Task<Attempted> count_on(const Event& event);
  [[nodiscard]] runtime::Task<Attempted> adopt(Event& event);
  [[nodiscard]] static Attempted judge(const ApiResult& result);

  ApiEndpoint& endpoint_;
  ApiClient client_;
  runtime::BoundedMailbox<Event> mailbox_;
  runtime::Wakeup pause_;
  std::map<Key, Counted> counted_;
  Scratch scratch_;
};

}  // namespace herald::kube
