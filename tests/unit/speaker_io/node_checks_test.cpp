#include "speaker/io/node_checks.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>

namespace herald::speaker::io {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class NodeChecksTest : public testing::Test {
 protected:
  NodeChecksTest() {
    std::string pattern = (fs::temp_directory_path() / "herald-node-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    for (const char* const scope : {"all", "eth0", "eth1"}) {
      setting(scope, "arp_ignore", "0");
      setting(scope, "arp_announce", "0");
      setting(scope, "rp_filter", "0");
      setting(scope, "proxy_arp", "0");
    }
    folder("sys/class/net/eth0");
    folder("sys/class/net/eth1");
  }
  ~NodeChecksTest() override { fs::remove_all(root_); }

  void folder(const fs::path& path) { fs::create_directories(root_ / path); }
  void file(const fs::path& path, const std::string& text) {
    folder(path.parent_path());
    std::ofstream(root_ / path) << text << "\n";
  }
  void setting(const std::string& scope, const std::string& name, const std::string& value) {
    file("proc/sys/net/ipv4/conf/" + scope + "/" + name, value);
  }

  [[nodiscard]] std::vector<std::string> problems(const std::vector<std::string>& interfaces) const {
    std::vector<std::string> found;
    for (const Finding& finding : check_node(root_, interfaces)) {
      EXPECT_FALSE(finding.what.empty() || finding.why.empty() || finding.remedy.empty());
      found.push_back(std::string(name(finding.problem)) + " " + finding.interface);
    }
    return found;
  }

  fs::path root_;
};

TEST_F(NodeChecksTest, AnOrdinaryNodeIsFine) {
  EXPECT_THAT(problems({"eth0", "eth1"}), IsEmpty());
}

TEST_F(NodeChecksTest, IpvsNeedsStrictArp) {
  folder("sys/class/net/kube-ipvs0");
  EXPECT_THAT(problems({"eth0"}),
              ElementsAre("ipvs_answers_arp eth0", "ipvs_asks_with_service_address eth0"));
  setting("all", "arp_ignore", "1");
  setting("all", "arp_announce", "2");
  EXPECT_THAT(problems({"eth0", "eth1"}), IsEmpty());
}

TEST_F(NodeChecksTest, AnInterfacesOwnSettingCountsToo) {
  folder("sys/class/net/kube-ipvs0");
  setting("eth0", "arp_ignore", "2");
  setting("eth0", "arp_announce", "2");
  EXPECT_THAT(problems({"eth0", "eth1"}),
              ElementsAre("ipvs_answers_arp eth1", "ipvs_asks_with_service_address eth1"));
}

TEST_F(NodeChecksTest, ProxyArpAnswersForOthers) {
  setting("eth1", "proxy_arp", "1");
  EXPECT_THAT(problems({"eth0", "eth1"}), ElementsAre("proxy_arp eth1"));
}

TEST_F(NodeChecksTest, StrictReversePathMattersWithSeveralInterfaces) {
  setting("eth0", "rp_filter", "1");
  EXPECT_THAT(problems({"eth0"}), IsEmpty());
  EXPECT_THAT(problems({"eth0", "eth1"}), ElementsAre("strict_reverse_path eth0"));
  setting("all", "rp_filter", "2");
  EXPECT_THAT(problems({"eth0", "eth1"}), IsEmpty());
}

TEST_F(NodeChecksTest, BondsThatRewriteMacs) {
  for (const char* const mode : {"balance-tlb 5", "balance-alb 6"}) {
    file("sys/class/net/eth0/bonding/mode", mode);
    EXPECT_THAT(problems({"eth0"}), ElementsAre("bond_rewrites_macs eth0")) << mode;
  }
  for (const char* const mode : {"balance-rr 0", "active-backup 1", "802.3ad 4"}) {
    file("sys/class/net/eth0/bonding/mode", mode);
    EXPECT_THAT(problems({"eth0"}), IsEmpty()) << mode;
  }
}

TEST_F(NodeChecksTest, Radios) {
  folder("sys/class/net/eth1/phy80211");
  EXPECT_THAT(problems({"eth0", "eth1"}), ElementsAre("wireless eth1"));
  EXPECT_THAT(problems({"eth0"}), IsEmpty());
}

TEST_F(NodeChecksTest, InterfacesThatAreNotThereArePassedOver) {
  folder("sys/class/net/kube-ipvs0");
  setting("all", "proxy_arp", "1");
  EXPECT_THAT(problems({"eth7"}), IsEmpty());
}

TEST_F(NodeChecksTest, UnreadableSettingsCountAsZero) {
  fs::remove_all(root_ / "proc");
  EXPECT_THAT(problems({"eth0", "eth1"}), IsEmpty());
  setting("all", "proxy_arp", "what?");
  EXPECT_THAT(problems({"eth0"}), IsEmpty());
}

}  // namespace
}  // namespace herald::speaker::io
