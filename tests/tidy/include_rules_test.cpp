#include "tests/tidy/include_matrix.h"
#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> objections(const std::string& from, const std::string& to) {
  return places(includes_follow_the_matrix(planted({{from, "#include \"" + to + "\"\n"}})));
}

void expect_allowed(const std::string& from, const std::string& to) {
  EXPECT_THAT(objections(from, to), IsEmpty()) << from << " -> " << to;
}

void expect_forbidden(const std::string& from, const std::string& to) {
  EXPECT_THAT(objections(from, to), ElementsAre(from + ":1")) << from << " -> " << to;
}

TEST(IncludesFollowTheMatrix, LetsThoseAboveUseThoseBelow) {
  expect_allowed("core/net/ip.h", "core/base/hash.h");
  expect_allowed("core/bgp/session.h", "core/wire/arp.h");
  expect_allowed("core/alloc/pool.h", "core/alloc/ledger.h");
  expect_allowed("config/config.h", "core/alloc/pool_spec.h");
  expect_allowed("kube/decode.cpp", "kube/objects.h");
  expect_allowed("kube/watcher.cpp", "kube/watch_machine.h");
  expect_allowed("kube/watcher.cpp", "runtime/clock.h");
  expect_allowed("controller/brain.h", "kube/objects.h");
  expect_allowed("controller/shell.cpp", "kube/api_client.h");
  expect_allowed("speaker/shell.cpp", "speaker/io/frame_port.h");
  expect_allowed("cli/plan_command.cpp", "controller/plan.h");
  expect_allowed("lab/apiserver/server.cpp", "kube/decode.h");
}

TEST(IncludesFollowTheMatrix, StopsThoseBelow) {
  expect_forbidden("core/base/hash.h", "core/net/ip.h");
  expect_forbidden("core/wire/arp.h", "core/model/service.h");
  expect_forbidden("core/net/ip.h", "config/config.h");
  expect_forbidden("config/config.h", "kube/objects.h");
  expect_forbidden("kube/decode.cpp", "runtime/clock.h");
  expect_forbidden("kube/objects.h", "config/config.h");
  expect_forbidden("runtime/log.h", "core/net/ip.h");
  expect_forbidden("lab/demo.cpp", "controller/brain.h");
}

TEST(IncludesFollowTheMatrix, KeepsSiblingsApart) {
  expect_forbidden("core/alloc/pool.h", "core/own/owner.h");
  expect_forbidden("core/bgp/session.h", "core/bfd/session.h");
  expect_forbidden("controller/shell.cpp", "speaker/brain.h");
  expect_forbidden("speaker/brain.h", "controller/brain.h");
}

TEST(IncludesFollowTheMatrix, KeepsBrainsFromShells) {
  expect_forbidden("controller/brain.cpp", "controller/shell.h");
  expect_forbidden("controller/ledger_view.cpp", "kube/api_client.h");
  expect_forbidden("speaker/eligible.cpp", "speaker/io/frame_port.h");
  expect_forbidden("kube/object_store.h", "kube/watcher.h");
  expect_forbidden("cli/main.cpp", "controller/shell.h");
}

TEST(IncludesFollowTheMatrix, KeepsTestsToTheirFolder) {
  expect_allowed("tests/unit/net/ip_test.cpp", "core/net/ip.h");
  expect_allowed("tests/unit/net/ip_test.cpp", "tests/unit/base/fixture.h");
  expect_forbidden("tests/unit/net/ip_test.cpp", "tests/sim/world.h");
  expect_forbidden("lab/demo.cpp", "tests/sim/world.h");
}

// An arrow back would make the order of the table meaningless.
TEST(IncludesFollowTheMatrix, HasNoCycleInItsTable) {
  std::set<std::string_view> settled;
  const auto is_settled = [&](std::string_view entry) {
    return std::all_of(areas().begin(), areas().end(), [&](const Area& area) {
      const bool named = area.name == entry || area.name.starts_with(std::string(entry) + "/");
      return !named || settled.contains(area.name);
    });
  };
  for (std::size_t round = 0; round < areas().size(); ++round) {
    for (const Area& area : areas()) {
      if (std::all_of(area.may_use.begin(), area.may_use.end(), is_settled)) settled.insert(area.name);
    }
  }
  EXPECT_EQ(settled.size(), areas().size());
}

TEST(IncludesFollowTheMatrix, NamesOnlyAreasThatExistInItsTable) {
  for (const Area& area : areas()) {
    for (const std::string_view entry : area.may_use) {
      EXPECT_TRUE(std::any_of(areas().begin(), areas().end(),
                              [&](const Area& other) {
                                return other.name == entry ||
                                       other.name.starts_with(std::string(entry) + "/");
                              }))
          << area.name << " names " << entry;
    }
  }
}

TEST(EveryFolderHasAnArea, FindsAFileWithout) {
  EXPECT_THAT(places(every_folder_has_an_area(planted({{"core/zeroconf/a.h", ""}, {"dns/b.cpp", ""}}))),
              ElementsAre("core/zeroconf/a.h:1", "dns/b.cpp:1"));
}

TEST(EveryFolderHasAnArea, PassesKnownFoldersAndTests) {
  EXPECT_THAT(
      every_folder_has_an_area(planted({{"core/bfd/a.h", ""}, {"tests/new/b.cpp", ""}, {"dns/c.md", ""}})),
      IsEmpty());
}

TEST(IncludesNameAFileFromTheRoot, FindsRelativeAndMissingOnes) {
  EXPECT_THAT(
      places(includes_name_a_file_from_the_root(planted(
          {{"core/net/ip.cpp", "#include \"ip.h\"\n#include \"../net/ip.h\"\n"}, {"core/net/ip.h", ""}}))),
      ElementsAre("core/net/ip.cpp:1", "core/net/ip.cpp:2"));
}

TEST(IncludesNameAFileFromTheRoot, PassesFullPathsAndLibraries) {
  EXPECT_THAT(
      includes_name_a_file_from_the_root(planted(
          {{"core/net/ip.cpp", "#include \"core/net/ip.h\"\n#include <set>\n"}, {"core/net/ip.h", ""}})),
      IsEmpty());
}

TEST(HeadersFormNoCycle, FindsOne) {
  EXPECT_THAT(places(headers_form_no_cycle(planted({{"core/a.h", "#include \"core/b.h\"\n"},
                                                    {"core/b.h", "\n#include \"core/c.h\"\n"},
                                                    {"core/c.h", "\n\n#include \"core/a.h\"\n"}}))),
              ElementsAre("core/c.h:3"));
}

TEST(HeadersFormNoCycle, PassesADiamond) {
  EXPECT_THAT(headers_form_no_cycle(planted({{"core/a.h", "#include \"core/b.h\"\n#include \"core/c.h\"\n"},
                                             {"core/b.h", "#include \"core/d.h\"\n"},
                                             {"core/c.h", "#include \"core/d.h\"\n"},
                                             {"core/d.h", ""}})),
              IsEmpty());
}

std::vector<std::string> library_objections(const std::string& path, const std::string& header) {
  return places(libraries_stay_in_their_place(planted({{path, "#include <" + header + ">\n"}})));
}

TEST(LibrariesStayInTheirPlace, FindsThemElsewhere) {
  for (const auto& [path, header] :
       std::vector<std::pair<std::string, std::string>>{{"core/base/time.h", "boost/asio/awaitable.hpp"},
                                                        {"config/config.h", "yaml-cpp/yaml.h"},
                                                        {"kube/objects.h", "boost/json.hpp"},
                                                        {"kube/object_store.h", "openssl/ssl.h"},
                                                        {"speaker/io/udp_port.cpp", "pcap/pcap.h"},
                                                        {"core/net/ip.h", "tl/expected.hpp"},
                                                        {"core/model/service.h", "fmt/format.h"},
                                                        {"controller/plan.cpp", "thread"},
                                                        {"core/base/random.h", "random"},
                                                        {"core/net/ip.cpp", "arpa/inet.h"},
                                                        {"runtime/log.h", "gtest/gtest.h"},
                                                        {"runtime/log.h", "spdlog/spdlog.h"}}) {
    EXPECT_THAT(library_objections(path, header), ElementsAre(path + ":1")) << header;
  }
}

TEST(LibrariesStayInTheirPlace, PassesThemAtHome) {
  for (const auto& [path, header] :
       std::vector<std::pair<std::string, std::string>>{{"runtime/driver.h", "boost/asio/awaitable.hpp"},
                                                        {"config/parse_yaml.cpp", "yaml-cpp/parser.h"},
                                                        {"kube/decode_service.cpp", "boost/json/value.hpp"},
                                                        {"lab/apiserver/server.cpp", "boost/json.hpp"},
                                                        {"speaker/io/frame_port.cpp", "pcap/pcap.h"},
                                                        {"core/base/result.h", "tl/expected.hpp"},
                                                        {"core/alloc/pool.h", "map"},
                                                        {"tests/unit/net/ip_test.cpp", "gtest/gtest.h"}}) {
    EXPECT_THAT(library_objections(path, header), IsEmpty()) << path << " " << header;
  }
}

}  // namespace
}  // namespace herald::tidy
