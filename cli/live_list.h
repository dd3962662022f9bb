// All objects of one kind, page by page, each decoded as it comes: no list is ever whole in memory as text.
#pragma once

#include "cli/live_connection.h"
#include "core/base/result.h"
#include "kube/api_client.h"
#include "kube/decode.h"
#include "kube/decode_list.h"
#include "kube/resource_path.h"
#include "runtime/clock.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace herald::cli {

struct Reading {
  kube::ApiClient& client;
  const runtime::Clock& clock;
  std::vector<std::string>& problems;       // objects that do not decode are told here and left out
  std::optional<UnixSeconds>& server_time;  // as the last answer told it
};

// One item of a list, as text.
using TakeItem = std::function<void(std::string_view json)>;

// The error says which list was refused, and why.
[[nodiscard]] runtime::Task<Result<void, std::string>> list_items(Reading reading, kube::Scope scope,
                                                                  TakeItem take);

template <class T>
[[nodiscard]] runtime::Task<Result<std::vector<kube::Object<T>>, std::string>> list_objects(
    Reading reading, kube::Scope scope) {
  std::vector<kube::Object<T>> objects;
  kube::Scratch scratch;
  TakeItem take = [&](std::string_view json) {
    auto object = kube::decode<T>(json, scratch);
    if (object) {
      objects.push_back(*std::move(object));
    } else {
      reading.problems.push_back(std::string(scope.resource.plural) +
                                 ": an object cannot be read: " + kube::to_string(object.error()));
    }
  };
  auto listed = co_await list_items(reading, scope, std::move(take));
  if (!listed) co_return fail(std::move(listed).error());
  co_return objects;
}

}  // namespace herald::cli
