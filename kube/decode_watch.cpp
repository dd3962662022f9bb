#include "kube/decode_watch.h"

#include "kube/decode_scan.h"

#include <algorithm>

namespace herald::kube {
namespace {

std::optional<WatchEventType> type_of(std::string_view quoted) {
  if (quoted == "\"ADDED\"") return WatchEventType::added;
  if (quoted == "\"MODIFIED\"") return WatchEventType::modified;
  if (quoted == "\"DELETED\"") return WatchEventType::deleted;
  if (quoted == "\"BOOKMARK\"") return WatchEventType::bookmark;
  if (quoted == "\"ERROR\"") return WatchEventType::error;
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> LineCutter::next(std::string_view& input) {
  if (given_out_) line_.clear();
  given_out_ = false;
  while (!input.empty()) {
    const std::size_t end = input.find('\n');
    if (end == std::string_view::npos) {
      keep(input);
      input = {};
      break;
    }
    const auto line = end_line(input.substr(0, end));
    input.remove_prefix(end + 1);
    if (line) return line;
  }
  return std::nullopt;
}

void LineCutter::keep(std::string_view part) {
  skipping_ = skipping_ || line_.size() + part.size() > max_line_bytes_;
  if (skipping_) {
    line_.clear();
    line_.shrink_to_fit();
  } else {
    line_.append(part);
  }
  high_water_ = std::max(high_water_, line_.capacity());
}

std::optional<std::string_view> LineCutter::end_line(std::string_view last_part) {
  const bool in_pieces = !line_.empty();
  if (in_pieces) keep(last_part);
  if (skipping_ || last_part.size() > max_line_bytes_) {
    ++oversized_;
    line_.clear();
    skipping_ = false;
    return std::nullopt;
  }
  given_out_ = in_pieces;
  const std::string_view line = trim_json(in_pieces ? std::string_view(line_) : last_part);
  if (!line.empty()) return line;
  line_.clear();
  given_out_ = false;
  return std::nullopt;
}

Result<WatchFrame, DecodeError> split_watch_event(std::string_view line) {
  const auto type_text = find_member(line, "type");
  if (!type_text) return fail(DecodeError{"type", "missing"});
  const auto type = type_of(*type_text);
  if (!type) return fail(DecodeError{"type", "not a type of watch event"});
  const auto object = find_member(line, "object");
  if (!object) return fail(DecodeError{"object", "missing"});
  return WatchFrame{*type, *object};
}

}  // namespace herald::kube
