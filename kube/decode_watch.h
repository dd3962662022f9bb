// Cuts a watch stream into its lines (a server writes one event a line, and JSON strings hold no line
// breaks), so that one broken event never costs the ones behind it.
#pragma once

#include "core/base/result.h"
#include "kube/decode.h"
#include "kube/decode_list.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

class LineCutter {
 public:
  explicit LineCutter(std::size_t max_line_bytes = kMaxObjectBytes) : max_line_bytes_(max_line_bytes) {}

  // The next line that is not blank, without its end, valid until the next call; `input` loses what was read.
  [[nodiscard]] std::optional<std::string_view> next(std::string_view& input);

  // Lines longer than the limit, which were skipped.
  [[nodiscard]] std::size_t oversized() const { return oversized_; }
  // The present line already is one, and may never end.
  [[nodiscard]] bool skipping() const { return skipping_; }
  [[nodiscard]] std::size_t high_water() const { return high_water_; }

 private:
  void keep(std::string_view part);
  std::optional<std::string_view> end_line(std::string_view last_part);

  std::size_t max_line_bytes_;
  std::string line_;  // a line that came in pieces, so far
  bool given_out_ = false;
  bool skipping_ = false;
  std::size_t oversized_ = 0;
  std::size_t high_water_ = 0;
};

enum class WatchEventType : std::uint8_t { added, modified, deleted, bookmark, error };

struct WatchFrame {
  WatchEventType type;
  std::string_view object;  // into the line
};

[[nodiscard]] Result<WatchFrame, DecodeError> split_watch_event(std::string_view line);

}  // namespace herald::kube
