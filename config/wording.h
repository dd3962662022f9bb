// How messages show what the operator wrote, and how they guess what was meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herald::config {

// In double quotes, on one line, cut when long: safe to print whatever the text holds.
[[nodiscard]] std::string shown(std::string_view text);

// "a", "a and b", "a, b and c"
[[nodiscard]] std::string joined(std::span<const std::string_view> words, std::string_view last = "and");

// The candidate that `word` is most likely a misspelling of; nothing when none is close.
[[nodiscard]] std::optional<std::string_view> closest(std::string_view word,
                                                      std::span<const std::string_view> candidates);

// "address-pools" + "name" -> "address-pools.name"; keys that are not plain words are quoted.
[[nodiscard]] std::string path_to_key(std::string_view path, std::string_view key);
[[nodiscard]] std::string path_to_item(std::string_view path, std::size_t index);

}  // namespace herald::config
