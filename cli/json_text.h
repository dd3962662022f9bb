// A text of ours as a JSON text.
#pragma once

#include <string_view>

#include <boost/json/string.hpp>

namespace herald::cli {

[[nodiscard]] inline boost::json::string json_text(std::string_view text) {
  return boost::json::string(text.data(), text.size());
}

}  // namespace herald::cli
