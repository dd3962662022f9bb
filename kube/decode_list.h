// Cuts a list answer, of any length and in pieces of any size, into its items, holding at most one item.
// It judges only what it must to keep its place; each item and the envelope are decoded by kube/decode.h.
#pragma once

#include "kube/decode_scan.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

// etcd refuses requests above 1.5 MB; JSON may be longer than what is stored, but not by this much.
inline constexpr std::size_t kMaxObjectBytes = 8 << 20;

class ListCutter {
 public:
  explicit ListCutter(std::size_t max_item_bytes = kMaxObjectBytes) : max_item_bytes_(max_item_bytes) {}

  // The next item, valid until the next call; `input` loses what was read. Nothing when `input` is used up
  // (or the list is malformed): feed the next piece then.
  //     while (const auto item = cutter.next(piece)) use(*item);
  [[nodiscard]] std::optional<std::string_view> next(std::string_view& input);

  [[nodiscard]] bool complete() const { return place_ == Place::behind; }
  [[nodiscard]] bool malformed() const { return place_ == Place::lost; }

  // Everything but the items, for decode_list_envelope; whole once complete().
  [[nodiscard]] std::string_view envelope() const { return envelope_; }

  // Items longer than the limit: they were skipped, and nobody knows which they were.
  [[nodiscard]] std::size_t oversized() const { return oversized_; }

  // What it holds at most at a time: the proof that long lists stay cheap.
  [[nodiscard]] std::size_t high_water() const { return high_water_; }

 private:
  enum class Place : std::uint8_t { before, envelope, items, behind, lost };

  // Read some of `input`, and return how much.
  std::size_t read_envelope(std::string_view input);
  std::size_t read_items(std::string_view input);
  std::size_t read_tail(std::string_view input);
  void after_envelope_mark(std::string_view added);
  void keep(std::string_view part);
  void end_item(std::string_view last_part, char separator);

  std::size_t max_item_bytes_;
  NestingScanner scanner_;
  Place place_ = Place::before;
  std::string envelope_;
  std::string item_;                     // an item that came in pieces, so far
  std::optional<std::string_view> cut_;  // an item that is whole
  bool cut_in_item_ = false;             // cut_ looks into item_, which may be forgotten at the next call
  bool skipping_ = false;                // the present item is too long
  bool after_comma_ = false;
  std::size_t oversized_ = 0;
  std::size_t high_water_ = 0;
};

}  // namespace herald::kube
