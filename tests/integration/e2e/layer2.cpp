#include "tests/integration/e2e/layer2.h"

namespace herald::e2e {

void Layer2Test::SetUp() {
  if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab on this machine: " << why;
}

void Layer2Test::bring_up(const std::vector<std::string>& flags, const std::string& more) {
  lab_ = std::make_unique<Lab>(flags);
  ASSERT_TRUE(lab_->is_up());
  lab_->kubectl("create namespace shop");
  lab_->apply(pool("192.168.23.220-192.168.23.235, \"fd23::220-fd23::235\"") + "---\n" +
              service("web", kNearPods + more));
  lab_->run("deploy shop/web --on node-1,node-2,node-3");
  ASSERT_FALSE(lab_->await_reachable(kAddress).empty());
}

}  // namespace herald::e2e
