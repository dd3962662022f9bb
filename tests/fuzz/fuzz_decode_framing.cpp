// Lists and watch streams in pieces. Law: how a text is cut into pieces never changes what comes out. The
// first two bytes choose the sizes of the pieces.
#include "core/base/check.h"
#include "core/base/random.h"
#include "kube/decode_list.h"
#include "kube/decode_watch.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kLimit = 4096;

struct Outcome {
  std::vector<std::string> parts;
  std::string envelope;
  bool complete = false;
  std::size_t oversized = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

template <class Cutter>
Outcome cut(std::string_view text, std::size_t longest_piece, std::uint64_t seed, Cutter& cutter) {
  herald::Random random(seed);
  Outcome outcome;
  while (!text.empty()) {
    const std::string piece(text.substr(0, 1 + random.below(longest_piece)));
    text.remove_prefix(piece.size());
    std::string_view rest = piece;
    while (const auto part = cutter.next(rest))
      outcome.parts.emplace_back(*part);
  }
  outcome.oversized = cutter.oversized();
  HERALD_CHECK(cutter.high_water() <= 2 * kLimit + (256 << 10));
  return outcome;
}

Outcome cut_list(std::string_view text, std::size_t longest_piece, std::uint64_t seed) {
  herald::kube::ListCutter cutter(kLimit);
  Outcome outcome = cut(text, longest_piece, seed, cutter);
  outcome.complete = cutter.complete();
  if (!cutter.malformed()) outcome.envelope = cutter.envelope();
  HERALD_CHECK(!(cutter.complete() && cutter.malformed()));
  return outcome;
}

Outcome cut_lines(std::string_view text, std::size_t longest_piece, std::uint64_t seed) {
  herald::kube::LineCutter cutter(kLimit);
  return cut(text, longest_piece, seed, cutter);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t whole = std::max<std::size_t>(text.size(), 1) * 64;
  const std::size_t longest_piece = 1 + data[0];
  HERALD_CHECK(cut_list(text, whole, 0) == cut_list(text, longest_piece, data[1]));
  HERALD_CHECK(cut_lines(text, whole, 0) == cut_lines(text, longest_piece, data[1]));
  for (const std::string& line : cut_lines(text, whole, 0).parts) {
    const auto frame = herald::kube::split_watch_event(line);
    if (frame) HERALD_CHECK(!frame->object.empty() || line.find("\"object\"") != std::string::npos);
  }
  return 0;
}
