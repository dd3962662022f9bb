// The log that keeps a cluster over restarts, as text. One record a line: a checksum, a space, JSON. The
// first line names the format. Whoever writes the file is elsewhere.
//
//   herald-apiserver-log 1
//   8f2c...17 {"op":"put","resource":"services","object":{...}}
//   02aa...c3 {"op":"delete","resource":"services","namespace":"default","name":"x","version":7}
//   91be...04 {"op":"version","version":7}          at the head of a rewritten log: versions go on from here
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/object.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace herald::apiserver {

inline constexpr std::string_view kJournalHeader = "herald-apiserver-log 1\n";

[[nodiscard]] std::string journal_record(const Store::Change& change, const Resource& resource);
[[nodiscard]] std::string journal_put(const Store::Object& object, const Resource& resource);
[[nodiscard]] std::string journal_version(kube::Version version);

struct Replayed {
  std::vector<Store::Object> objects;
  kube::Version version = 0;  // the highest ever given
  std::size_t records = 0;
  std::size_t good_bytes = 0;  // what follows is a record that was being written when the machine stopped
};

// Only the end may be damaged: a bad record with good ones after it means that the file was harmed in another
// way, and going on would lose what somebody believes to be kept. Then the error says where.
[[nodiscard]] Result<Replayed, std::string> replay_journal(std::string_view text);

}  // namespace herald::apiserver
