// What the controller notes on a Service beside its status, for those who announce it and for the next
// controller: where its addresses came from. Pools come and go; a Service keeps its addresses all the same,
// and then only these notes tell how the network is to hear of them.
#pragma once

#include "config/config.h"
#include "core/model/service.h"

#include <string_view>
#include <vector>

namespace herald::config {

// The pools that the addresses were taken from: names with commas between them.
inline constexpr std::string_view kPoolAnnotation = "lb.herald/pool";
// How those pools were announced, all of them together. Layer 2 goes without saying, so most clusters have it
// nowhere.
inline constexpr std::string_view kProtocolAnnotation = "lb.herald/protocol";
// The addresses that the Service had before Herald, with commas between them.
inline constexpr std::string_view kAdoptedAnnotation = "lb.herald/adopted";

// Whether the annotation is one of these: not a wish of the user.
[[nodiscard]] bool is_note(std::string_view annotation);

// What stands between the commas of one.
[[nodiscard]] std::vector<std::string_view> items_in(std::string_view note);

// As it is written down; empty: not at all.
[[nodiscard]] std::string_view note_of(Protocol protocol);
// As it is read: layer 2 when there is none, or none that makes sense.
[[nodiscard]] Protocol noted_protocol(const model::Service& service);

}  // namespace herald::config
