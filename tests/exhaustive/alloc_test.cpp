// Every history of up to five operations: the product and a brute-force oracle must show the same after each
// step, the reasons included.

#include "tests/exhaustive/alloc_operation.h"
#include "tests/exhaustive/alloc_oracle.h"
#include "tests/exhaustive/alloc_world.h"

#include <cstdint>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::exhaustive {
namespace {

constexpr int kDepth = 5;

std::string in_words(const Operation& operation) {
  const std::string name(1, static_cast<char>('a' + operation.service));
  switch (operation.kind) {
    case Operation::Kind::write:
      return "write " + name + " " + std::string(kVariants[static_cast<std::size_t>(operation.variant)].name);
    case Operation::Kind::remove:
      return "remove " + name;
    case Operation::Kind::configure:
      return "configure " + std::string(kSettings[static_cast<std::size_t>(operation.setting)].name);
    case Operation::Kind::restart:
      return "restart";
  }
  return {};
}

std::string in_words(const std::optional<Shown>& shown) {
  if (!shown) return "absent";
  const std::string reason = shown->trouble ? std::string(model::name(*shown->trouble)) : "fine";
  return "address " + std::to_string(shown->address) + " " + reason;
}

class Walk {
 public:
  void from(const World& world, const Oracle& oracle, int depth) {
    for (const Operation& operation : operations_) {
      if (!difference_.empty()) return;
      World next_world = world;
      Oracle next_oracle = oracle;
      next_world.apply(operation);
      next_oracle.apply(operation);
      history_.push_back(operation);
      ++histories_;
      compare(next_world, next_oracle);
      if (depth > 1) from(next_world, next_oracle, depth - 1);
      history_.pop_back();
    }
  }

  [[nodiscard]] std::uint64_t histories() const { return histories_; }
  [[nodiscard]] std::size_t operations() const { return operations_.size(); }
  [[nodiscard]] std::uint64_t addresses_shown() const { return addresses_shown_; }
  [[nodiscard]] const std::map<model::Reason, std::uint64_t>& troubles() const { return troubles_; }
  [[nodiscard]] const std::string& difference() const { return difference_; }

 private:
  void compare(const World& world, const Oracle& oracle) {
    for (int service = 0; service < kServices; ++service) {
      const auto got = world.shown(service);
      const auto wanted = oracle.shown(service);
      if (got != wanted) return report(service, got, wanted);
      if (!wanted) continue;
      if (wanted->address >= 0) ++addresses_shown_;
      if (wanted->trouble) ++troubles_[*wanted->trouble];
    }
  }

  void report(int service, const std::optional<Shown>& got, const std::optional<Shown>& wanted) {
    std::ostringstream text;
    for (const Operation& operation : history_)
      text << in_words(operation) << "\n";
    text << "service " << static_cast<char>('a' + service) << ": " << in_words(got)
         << ", but the oracle says " << in_words(wanted);
    difference_ = text.str();
  }

  const std::vector<Operation> operations_ = all_operations();
  std::vector<Operation> history_;
  std::uint64_t histories_ = 0;
  std::uint64_t addresses_shown_ = 0;
  std::map<model::Reason, std::uint64_t> troubles_;
  std::string difference_;  // the first one; empty when there is none
};

TEST(AllocExhaustive, EveryHistoryEndsWhereTheOracleSays) {
  Walk walk;
  walk.from(World(), Oracle(), kDepth);
  EXPECT_EQ(walk.difference(), "");
  std::uint64_t expected = 0;
  for (std::uint64_t depth = 0, of_depth = 1; depth < kDepth; ++depth) {
    of_depth *= walk.operations();
    expected += of_depth;
  }
  EXPECT_EQ(walk.histories(), expected);
  std::cout << walk.histories() << " histories of up to " << kDepth << " of " << walk.operations()
            << " operations; addresses compared: " << walk.addresses_shown() << "\n";
  for (const auto& [reason, count] : walk.troubles()) {
    std::cout << "  " << model::name(reason) << " compared: " << count << "\n";
  }
  for (const model::Reason reason :
       {model::Reason::pool_full, model::Reason::pool_unknown, model::Reason::pool_gone,
        model::Reason::address_taken, model::Reason::sharing_refused, model::Reason::address_excluded,
        model::Reason::address_outside_pools}) {
    EXPECT_GT(walk.troubles().contains(reason) ? walk.troubles().at(reason) : 0, 0U) << model::name(reason);
  }
}

}  // namespace
}  // namespace herald::exhaustive
