// A lab with real speakers and one Service behind an address of the LAN that every node could announce. Its
// pods answer on the node that the packets came to, so who answers is who owns the address.
#pragma once

#include "tests/integration/e2e/lab.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::e2e {

inline constexpr const char* kAddress = "192.168.23.220";
inline constexpr const char* kAddress6 = "fd23::220";

class Layer2Test : public testing::Test {
 protected:
  void SetUp() override;

  // `more` are lines of the Service's spec.
  void bring_up(const std::vector<std::string>& flags = {}, const std::string& more = {});
  [[nodiscard]] Lab& lab() { return *lab_; }

 private:
  std::unique_ptr<Lab> lab_;
};

// A knock that is over with its first answer. One of several packets may be torn apart by a move that loses
// none of them: its end comes to another node than its beginning, which knows nothing of it.
inline constexpr const char* kWholeKnock = "--kind connect";

inline constexpr const char* kNearPods = "  trafficDistribution: PreferSameNode\n";
inline constexpr const char* kDualStack = "  ipFamilyPolicy: RequireDualStack\n";
inline constexpr const char* kLocal = "  externalTrafficPolicy: Local\n";

}  // namespace herald::e2e
