// Layer 2 on links that delay, reorder and lose: bad weather is no reason to move an address, and does not
// hide a node that really dies.
#include "tests/integration/e2e/layer2.h"

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

// Detection, and everything after it, under round trips of up to 120 ms.
constexpr milliseconds kDetected{2000};

class SlowTest : public Layer2Test {
 protected:
  // 20 ms +- 10 each way, so frames overtake each other all the time; one in twenty does not wait at all, and
  // one in a hundred is lost.
  void make_slow(const std::string& node) {
    lab().run("delay " + node + " --by 20ms --jitter 10ms --reorder 5");
    lab().run("loss " + node + " --percent 1");
  }
  void let_pass(const std::string& duration) {
    static_cast<void>(lab().try_to_run(std::string("probe ") + kAddress + " --for " + duration));
  }
};

TEST_F(SlowTest, DelayReorderingAndLossMoveNothingAndHideNothing) {
  bring_up();
  const std::string owner = lab().await_reachable(kAddress);
  for (const char* const node : {"node-1", "node-2", "node-3"})
    make_slow(node);
  auto stable = lab().knock(kAddress);
  let_pass("5s");
  const Knocks calm = stable->stop();
  EXPECT_THAT(calm.answerers, ElementsAre(owner)) << "it moved";
  EXPECT_LT(calm.lost, calm.sent / 5);  // a knock is ten frames, one in a hundred of which is lost
  EXPECT_THAT(lab().owners(kAddress), ElementsAre(owner));

  auto knocking = lab().knock(kAddress);
  lab().run("kill " + owner);
  const std::string next = lab().await_other(kAddress, owner);
  const Knocks knocks = knocking->stop();
  EXPECT_GT(knocks.longest, milliseconds(100)) << "there was nothing to take over";
  EXPECT_LT(knocks.longest, kDetected);
  EXPECT_THAT(lab().owners(kAddress), ElementsAre(next));
}

}  // namespace
}  // namespace herald::e2e
