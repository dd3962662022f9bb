#include "tests/unit/config/hostile_texts.h"

#include <utility>

namespace herald::config {
namespace {

using Piece = std::function<std::string(const std::string& number)>;

// `head`, and then a piece for each number, as many as fit.
std::string numbered(std::string head, const Piece& piece, std::size_t bytes = kMegabyte) {
  for (int i = 0;; ++i) {
    const std::string next = piece(std::to_string(i));
    if (head.size() + next.size() > bytes) return head;
    head += next;
  }
}

std::string filled(std::string_view head, std::string_view piece, std::string_view tail = "") {
  return std::string(head) + repeated(piece, kMegabyte - head.size() - tail.size()) + std::string(tail);
}

// Each line one deeper than the line above.
std::string staircase(std::string_view step) {
  std::string out;
  for (std::size_t depth = 0; out.size() + depth + step.size() < kMegabyte; ++depth) {
    out += std::string(depth, ' ') + std::string(step) + "\n";
  }
  return out;
}

void add(std::vector<HostileText>& out, std::string name, std::function<std::string()> make) {
  out.push_back({std::move(name), std::move(make)});
}

void add_filled(std::vector<HostileText>& out, std::string name, std::string head, std::string piece,
                std::string tail = "") {
  add(out, std::move(name), [=] { return filled(head, piece, tail); });
}

void add_structures(std::vector<HostileText>& out) {
  add_filled(out, "open_brackets", "", "[");
  add_filled(out, "open_brackets_on_lines", "", "[\n");
  add(out, "open_brackets_within_the_limit", [] { return repeated("[", 199'000); });
  add(out, "flow_words_within_the_limit", [] { return "[" + repeated("a,", 390'000) + "]"; });
  add_filled(out, "open_braces", "", "{");
  add_filled(out, "open_maps", "", "{a: ");
  add_filled(out, "closing_brackets", "", "]");
  add_filled(out, "empty_lists", "", "[]");
  add_filled(out, "commas", "[", ",", "]");
  add_filled(out, "flow_words", "[", "a,", "]");
  add_filled(out, "nested_dashes", "", "- ");
  add_filled(out, "dashes", "", "-\n");
  add_filled(out, "nested_question_marks", "", "? ");
  add_filled(out, "colons", "", ": ");
  add_filled(out, "pairs", "", "a: b\n");
  add(out, "staircase_of_keys", [] { return staircase("a:"); });
  add(out, "staircase_of_lists", [] { return staircase("-"); });
  add(out, "keys", [] { return numbered("", [](const auto& n) { return "k" + n + ":\n"; }); });
}

void add_words(std::vector<HostileText>& out) {
  add_filled(out, "long_word", "", "a");
  add_filled(out, "long_quoted_word", "\"", "a", "\"");
  add_filled(out, "long_key", "", "a", ": b");
  add_filled(out, "open_quote", "\"", "a\n");
  add_filled(out, "escapes", "\"", "\\u0041", "\"");
  add_filled(out, "long_comment", "#", "a");
  add_filled(out, "blank_lines", "", "\n");
  add_filled(out, "spaces", "", " ");
  add_filled(out, "tabs", "", "\t");
  add_filled(out, "documents", "", "---\n");
  add_filled(out, "directives", "", "%TAG ! a\n");
  add_filled(out, "block_text", "a: |\n", "  b\n");
  add_filled(out, "tags", "", "!a ");
}

void add_aliases(std::vector<HostileText>& out) {
  add_filled(out, "one_anchor_often", "", "- &a x\n");
  add_filled(out, "anchors_on_anchors", "", "&a ");
  add_filled(out, "one_alias_often", "- &a x\n", "- *a\n");
  add(out, "many_anchors", [] { return numbered("", [](const auto& n) { return "- &a" + n + " x\n"; }); });
  add(out, "billion_laughs", [] { return billion_laughs(200); });
  add(out, "merges", [] {
    const auto keys = numbered("a: &a {", [](const auto& n) { return "k" + n + ": x, "; }, 100'000);
    return keys + "}\nb:\n" + repeated("- {<<: *a}\n", 200'000);
  });
  add(out, "merges_of_merges", [] {
    return numbered(
        "a0: &a0 {k: v}\n",
        [](const auto& n) {
          const std::string next = std::to_string(std::stoi(n) + 1);
          return "a" + next + ": &a" + next + " {<<: [*a" + n + ", *a" + n + "], k" + next + ": v}\n";
        },
        500'000);
  });
  // Little text that stands for much: 20,000 pools with a long name each.
  add(out, "one_long_name_often", [] {
    return "address-pools:\n- &p {name: " + std::string(250, 'a') +
           ", protocol: layer2, addresses: [10.0.0.0/8]}\n" + repeated("- *p\n", 100'000);
  });
}

void add_configurations(std::vector<HostileText>& out) {
  const std::string pool = "address-pools:\n- name: a\n  protocol: bgp\n  addresses:\n  - 172.16.0.0/12\n";
  add_filled(out, "empty_pools", "address-pools:\n", "-\n");
  add_filled(out, "equal_blocks", pool, "  - 10.0.0.0/8\n");
  add_filled(out, "equal_advertisements", pool + "  bgp-advertisements:\n", "  -\n");
  add_filled(out, "equal_peers", "peers:\n", "- {my-asn: 1, peer-asn: 2, peer-address: 10.0.0.1}\n");
  add(out, "aliases_of_communities",
      [] { return numbered("bgp-communities:\n", [](const auto& n) { return " k" + n + ": 1:1\n"; }); });
  add(out, "pools",
      [] { return numbered("address-pools:\n", [](const auto& n) { return "- name: p" + n + "\n"; }); });
  add(out, "single_addresses", [pool] {
    return numbered(pool, [](const auto& n) {
      return "  - 2001:db8::" + n.substr(0, 3) + ":" + n.substr(n.size() / 2) + "/128\n";
    });
  });
  add(out, "unknown_keys", [] {
    return numbered("address-pools:\n- name: a\n", [](const auto& n) { return "  n" + n + "ame: x\n"; });
  });
  add(out, "unknown_peers", [pool] {
    return numbered(pool + "  bgp-advertisements:\n  - peers:\n",
                    [](const auto& n) { return "    - p" + n + "\n"; });
  });
  add(out, "peers", [] {
    return numbered("peers:\n", [](const auto& n) {
      return "- {my-asn: 1, peer-asn: 1, peer-address: 10.0.0.1, name: n" + n + "}\n";
    });
  });
  add(out, "selectors", [pool] {
    return numbered(pool + "  node-selectors:\n",
                    [](const auto& n) { return "  - match-labels: {l" + n + ": x}\n"; });
  });
}

}  // namespace

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  out.reserve(bytes);
  while (out.size() + piece.size() <= bytes)
    out += piece;
  return out;
}

std::string billion_laughs(int levels) {
  std::string out = "a0: &a0 [x]\n";
  for (int i = 1; i <= levels; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    out += name + ": &" + name + " [" + below + ", " + below + "]\n";
  }
  return out;
}

std::vector<HostileText> hostile_texts() {
  std::vector<HostileText> out;
  add_structures(out);
  add_words(out);
  add_aliases(out);
  add_configurations(out);
  return out;
}

}  // namespace herald::config
