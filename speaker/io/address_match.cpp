#include "speaker/io/address_match.h"

#include "core/base/check.h"

#include <algorithm>
#include <span>
#include <utility>

namespace herald::speaker::io {
namespace {

using net::U128;

constexpr int kWordBits = 32;

struct Interval {
  U128 first;
  U128 last;
};

// What the first of an address's remaining 32-bit words may be, and what has to hold for the words behind it;
// empty: anything.
struct Branch {
  std::uint32_t first;
  std::uint32_t last;
  std::vector<Interval> rest;
};

class Branches {
 public:
  // `words` remain, the one that is branched on included.
  explicit Branches(int words)
      : rest_bits_(kWordBits * (words - 1)), rest_max_((static_cast<U128>(1) << rest_bits_) - 1) {}

  // Example with words of one digit: 17..42 is 17..19, then all of 2 and 3, then 40..42. In order.
  void add(Interval range) {
    U128 head = range.first >> rest_bits_;
    const U128 tail = range.last >> rest_bits_;
    const U128 from = range.first & rest_max_;
    const U128 to = range.last & rest_max_;
    if (head == tail) return add_part(head, {from, to});
    if (from != 0) add_part(head++, {from, rest_max_});
    const U128 whole_end = to == rest_max_ ? tail + 1 : tail;
    if (head < whole_end) add_whole(head, whole_end - 1);
    if (to != rest_max_) add_part(tail, {0, to});
  }

  [[nodiscard]] std::vector<Branch> take() { return std::move(branches_); }

 private:
  void add_whole(U128 first, U128 last) {
    branches_.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last), {}});
  }

  void add_part(U128 word, Interval rest) {
    if (rest.first == 0 && rest.last == rest_max_) return add_whole(word, word);
    if (branches_.empty() || branches_.back().last != word) add_whole(word, word);
    branches_.back().rest.push_back(rest);
  }

  int rest_bits_;
  U128 rest_max_;
  std::vector<Branch> branches_;
};

void append(BpfProgram& program, const BpfProgram& fragment) {
  program.insert(program.end(), fragment.begin(), fragment.end());
}

sock_filter skip(std::size_t instructions) {
  return bpf_statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(instructions));
}

BpfProgram match_words(std::uint32_t offset, int words, std::span<const Interval> ranges);

// The word is loaded and at least branch.first.
BpfProgram leaf(const Branch& branch, std::uint32_t offset, int words) {
  BpfProgram inside{bpf_statement(BPF_RET | BPF_K, kSnapLength)};
  if (!branch.rest.empty()) inside = match_words(offset + 4, words - 1, branch.rest);
  BpfProgram program{bpf_jump(BPF_JMP | BPF_JGT | BPF_K, branch.last, 0, 1), skip(inside.size())};
  append(program, inside);
  return program;
}

// The word is loaded and at least the first of the branches, of which there is one. A conditional jump
// reaches only 255 instructions, an unconditional one any number.
BpfProgram tree(std::span<const Branch> branches, std::uint32_t offset, int words) {
  if (branches.size() == 1) return leaf(branches.front(), offset, words);
  const std::size_t middle = branches.size() / 2;
  BpfProgram left = tree(branches.first(middle), offset, words);
  const BpfProgram right = tree(branches.subspan(middle), offset, words);
  left.push_back(skip(right.size()));
  BpfProgram program{bpf_jump(BPF_JMP | BPF_JGE | BPF_K, branches[middle].first, 0, 1), skip(left.size())};
  append(program, left);
  append(program, right);
  return program;
}

BpfProgram match_words(std::uint32_t offset, int words, std::span<const Interval> ranges) {
  Branches branches(words);
  for (const Interval& range : ranges)
    branches.add(range);
  const std::vector<Branch> found = branches.take();
  const BpfProgram inside = tree(found, offset, words);
  BpfProgram program{bpf_statement(BPF_LD | BPF_W | BPF_ABS, offset),
                     bpf_jump(BPF_JMP | BPF_JGE | BPF_K, found.front().first, 1, 0), skip(inside.size())};
  append(program, inside);
  return program;
}

std::vector<net::IpRange> ranges_of(const net::IpRangeSet& ranges, net::Family family) {
  std::vector<net::IpRange> found;
  for (const auto& [first, last] : ranges.ranges()) {
    if (first.family() == family) found.push_back(*net::IpRange::make(first, last));
  }
  return found;
}

}  // namespace

sock_filter bpf_statement(int code, std::uint32_t operand) {
  return {static_cast<std::uint16_t>(code), 0, 0, operand};
}

sock_filter bpf_jump(int code, std::uint32_t operand, std::uint8_t if_true, std::uint8_t if_false) {
  return {static_cast<std::uint16_t>(code), if_true, if_false, operand};
}

BpfProgram match_address(std::uint32_t offset, net::Family family, const net::IpRangeSet& ranges) {
  std::vector<Interval> intervals;
  for (const net::IpRange& range : ranges_of(ranges, family))
    intervals.push_back({range.first().value(), range.last().value()});
  if (intervals.empty()) return {};
  return match_words(offset, net::address_bits(family) / kWordBits, intervals);
}

net::IpRangeSet coarsened(const net::IpRangeSet& ranges, net::Family family, std::size_t limit) {
  HERALD_CHECK(limit >= 1);
  const std::vector<net::IpRange> found = ranges_of(ranges, family);
  net::IpRangeSet covering;
  for (const net::IpRange& range : found)
    covering.insert(range);
  if (found.size() <= limit) return covering;
  // By width; gap i is the one behind range i.
  std::vector<std::pair<U128, std::size_t>> gaps;
  for (std::size_t i = 0; i + 1 < found.size(); ++i)
    gaps.emplace_back(found[i + 1].first().value() - found[i].last().value(), i);
  std::ranges::sort(gaps);
  for (const auto& [width, i] : std::span(gaps).first(found.size() - limit))
    covering.insert(*net::IpRange::make(found[i].last(), found[i + 1].first()));
  return covering;
}

}  // namespace herald::speaker::io
