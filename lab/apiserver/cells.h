// Small texts that cells of several kinds are made of.
#pragma once

#include "core/base/time.h"
#include "lab/apiserver/object.h"

#include <string>
#include <string_view>

namespace herald::apiserver {

inline constexpr std::string_view kNone = "<none>";

[[nodiscard]] std::string or_none(std::string text);
[[nodiscard]] std::string age(const Store::Object& object, UnixSeconds now);
[[nodiscard]] std::string joined(const json::array& texts, std::string_view separator = ",");
// "a=b,c=d", in the order of the keys.
[[nodiscard]] std::string pairs(const json::object& map);
[[nodiscard]] std::int64_t count(const json::object& in, std::string_view path);

[[nodiscard]] json::array service_cells(const Store::Object& object, UnixSeconds now);
[[nodiscard]] json::array node_cells(const Store::Object& object, UnixSeconds now);
[[nodiscard]] json::array pod_cells(const Store::Object& object, UnixSeconds now);
[[nodiscard]] json::array event_cells(const Store::Object& object, UnixSeconds now);
[[nodiscard]] json::array endpoints_cells(const Store::Object& object, UnixSeconds now);
[[nodiscard]] json::array endpoint_slice_cells(const Store::Object& object, UnixSeconds now);
[[nodiscard]] json::array workload_cells(const Store::Object& object, bool daemon_set, UnixSeconds now);
[[nodiscard]] json::array binding_cells(const Store::Object& object, UnixSeconds now);

}  // namespace herald::apiserver
