// A peer that breaks the protocol in every way that RFC 4271 and RFC 7606 know, beside a router that does
// not: it gets the NOTIFICATION that it has earned, or a shrug, and the router never notices.
#include "tests/integration/bgp/interop.h"
#include "tests/integration/bgp/raw_peer.h"
#include "tests/unit/bgp/updates.h"

namespace herald::interop {
namespace {

using bgp::attribute;
using bgp::AttributeType;
using bgp::Bytes;
using bgp::joined;
using bgp::mandatory;
using bgp::message;
using bgp::one_route;
using bgp::two_octets;
using bgp::update_body;

constexpr std::uint8_t kOpen = 1;
constexpr std::uint8_t kUpdate = 2;
constexpr std::uint8_t kNotification = 3;
constexpr std::uint8_t kKeepalive = 4;
constexpr std::uint8_t kRefresh = 5;
constexpr std::uint32_t kRogueAs = 65066;

// What has been said before the garbage comes.
enum class Stage : std::uint8_t { connected, opened, established };

struct Row {
  std::string name;
  Stage stage = Stage::connected;
  Bytes bytes;
  std::uint8_t code = 0;
  std::uint8_t subcode = 0;
};

Bytes open_body(std::uint8_t version, std::uint16_t as, std::uint16_t hold, std::uint32_t id,
                const Bytes& parameters) {
  return joined({{version},
                 two_octets(as),
                 two_octets(hold),
                 two_octets(id >> 16),
                 two_octets(id & 0xffff),
                 {static_cast<std::uint8_t>(parameters.size())},
                 parameters});
}

Bytes with_length(Bytes message, std::size_t length) {
  message[16] = static_cast<std::uint8_t>(length >> 8);
  message[17] = static_cast<std::uint8_t>(length & 0xff);
  return message;
}

std::vector<Row> broken_headers() {
  Bytes unmarked = message(kKeepalive, {});
  unmarked[3] = 0;
  std::vector<Row> rows;
  for (const Stage stage : {Stage::connected, Stage::established}) {
    rows.push_back({"marker", stage, unmarked, 1, 1});
    rows.push_back({"length 18", stage, with_length(message(kKeepalive, {}), 18), 1, 2});
    rows.push_back({"KEEPALIVE with a body", stage, message(kKeepalive, {0}), 1, 2});
    rows.push_back({"NOTIFICATION of one byte", stage, message(kNotification, {6}), 1, 2});
    rows.push_back({"UPDATE of three bytes", stage, message(kUpdate, {0, 0, 0}), 1, 2});
    rows.push_back({"type 0", stage, message(0, {}), 1, 3});
    rows.push_back({"type 6", stage, message(6, {}), 1, 3});
  }
  rows.push_back({"text", Stage::connected, Bytes(64, 'G'), 1, 1});
  rows.push_back({"OPEN of nine bytes", Stage::connected, message(kOpen, Bytes(9, 4)), 1, 2});
  return rows;
}

std::vector<Row> broken_opens() {
  const Stage stage = Stage::connected;
  return {
      {"version 3", stage, message(kOpen, open_body(3, kRogueAs, 90, 7, {})), 2, 1},
      {"somebody else's AS", stage, message(kOpen, open_body(4, 65067, 90, 7, {})), 2, 2},
      {"identifier 0", stage, message(kOpen, open_body(4, kRogueAs, 90, 0, {})), 2, 3},
      {"hold time 2", stage, message(kOpen, open_body(4, kRogueAs, 2, 7, {})), 2, 6},
      {"parameter 9", stage, message(kOpen, open_body(4, kRogueAs, 90, 7, {9, 1, 0})), 2, 4},
      {"parameters that overrun", stage, message(kOpen, open_body(4, kRogueAs, 90, 7, {2, 200, 1})), 2, 0},
      {"UPDATE before OPEN", stage, message(kUpdate, update_body({}, mandatory(), one_route())), 5, 1},
      {"KEEPALIVE before OPEN", stage, message(kKeepalive, {}), 5, 1},
      {"UPDATE before KEEPALIVE", Stage::opened, message(kUpdate, update_body({}, mandatory(), one_route())),
       5, 2},
      {"OPEN once more", Stage::established, message(kOpen, open_body(4, kRogueAs, 90, 7, {})), 5, 3}};
}

std::vector<Row> broken_updates() {
  const Stage stage = Stage::established;
  return {{"withdrawn routes that overrun", stage, message(kUpdate, {0, 200, 0, 0}), 3, 1},
          {"attributes that overrun", stage, message(kUpdate, {0, 0, 0, 200, 0}), 3, 1},
          {"a prefix of 33 bits", stage, message(kUpdate, update_body({}, mandatory(), {33, 1, 2, 3, 4, 5})),
           3, 10},
          {"a withdrawn prefix that overruns", stage, message(kUpdate, update_body({24, 1}, {}, {})), 3, 10},
          {"a refresh of five bytes", stage, message(kRefresh, {0, 1, 0, 1, 0}), 1, 2},
          {"the begin of a refresh with five bytes", stage, message(kRefresh, {0, 1, 1, 1, 0}), 7, 1}};
}

// RFC 7606: nobody ends a session for these.
std::vector<Bytes> flawed_updates() {
  const auto bad = [](const Bytes& attributes) {
    return message(kUpdate, update_body({}, attributes, one_route()));
  };
  const auto beside = [&](const Bytes& one) { return bad(joined({mandatory(), one})); };
  return {
      bad(joined({attribute(0x40, AttributeType::origin, {9}), bgp::as_path_65001(), bgp::next_hop_v4()})),
      bad(joined({bgp::origin_igp(), attribute(0x40, AttributeType::as_path, {5, 1, 0, 0, 0, 7}),
                  bgp::next_hop_v4()})),
      bad(joined({bgp::origin_igp(), bgp::as_path_65001(),
                  attribute(0x40, AttributeType::next_hop, {224, 0, 0, 5})})),
      bad(joined({bgp::origin_igp(), bgp::as_path_65001()})),  // no NEXT_HOP
      bad(Bytes{}),                                            // none at all
      beside(attribute(0x80, AttributeType::med, {0, 0, 1})),
      beside(attribute(0xc0, AttributeType::communities, Bytes(6, 1))),
      beside(attribute(0xc0, AttributeType::large_communities, Bytes(8, 1))),
      beside(attribute(0xc0, AttributeType::aggregator, Bytes(6, 1))),  // only this attribute is dropped
      beside(attribute(0x40, static_cast<AttributeType>(99), {1})),
      beside(bgp::origin_igp()),                                                       // a second time
      beside(attribute(0x80, AttributeType::mp_reach, {0, 2, 1, 4, 1, 2, 3, 4, 0}))};  // ends this family
}

class Garbage : public Interop {
 protected:
  void bring_up() {
    netns::NetworkNamespace::connect({node_, "eth1"}, {rogue_, "eth0"});
    node_.ip("addr add 10.0.1.2/24 dev eth1");
    rogue_.ip("addr add 10.0.1.1/24 dev eth0");
    connect({}, peer());
    PeerWanted wanted = peer();
    wanted.name = "rogue";
    wanted.path.address = net::IpAddress::parse("10.0.1.1").value();
    wanted.session.remote_as.number = bgp::Asn(kRogueAs);
    wanted.session.passive = true;
    auto offers = std::make_shared<speaker::bgp_order::Offers>();
    (*offers)["router"] = (*offers)["rogue"] = {};
    speaker_->order({wanted, speaker::bgp_order::RouteWanted{prefix("198.51.100.1/32"), offers}});
    held("198.51.100.1/32");
  }

  // In the stage that the row wants; the speaker may need a moment for the end of the last one.
  [[nodiscard]] std::unique_ptr<RawPeer> rogue_in(Stage stage) {
    std::unique_ptr<RawPeer> rogue;
    const bool there = eventually([&] {
      rogue = std::make_unique<RawPeer>(rogue_, "10.0.1.2");
      if (!rogue->connected()) return false;
      if (stage == Stage::established) return rogue->establish(RawPeer::usual_open(kRogueAs));
      const auto greeting = rogue->next();
      if (!greeting || greeting->type != bgp::MessageType::open) return false;
      if (stage == Stage::opened) rogue->send(bgp::bytes_of(RawPeer::usual_open(kRogueAs)));
      return true;
    });
    EXPECT_TRUE(there) << "the speaker does not let the peer in";
    return rogue;
  }

  void expect_verdicts(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.name + (row.stage == Stage::established ? " in a session" : ""));
      const auto rogue = rogue_in(row.stage);
      ASSERT_TRUE(rogue->send(row.bytes));
      const auto verdict = rogue->next_verdict();
      ASSERT_TRUE(verdict) << "hung up without a word";
      ASSERT_EQ(verdict->type, bgp::MessageType::notification);
      const bgp::Notification said = bgp::parse_notification(verdict->body);
      EXPECT_EQ((std::pair{said.code, said.subcode}), (std::pair{row.code, row.subcode}))
          << bgp::text_of(said);
      EXPECT_FALSE(rogue->next()) << "and that is the end of it";
    }
    expect_undisturbed();
  }

  void expect_undisturbed() {
    EXPECT_TRUE(router_->established());
    EXPECT_TRUE(holds("198.51.100.1/32"));
    const auto status = speaker_->peer("router").session;
    EXPECT_EQ(status.established, 1U);
    EXPECT_EQ(status.flaps, 0U);
  }

  netns::NetworkNamespace rogue_;
};

TEST_P(Garbage, BrokenHeadersAreAnswered) {
  bring_up();
  expect_verdicts(broken_headers());
}

TEST_P(Garbage, BrokenOpensAreAnswered) {
  bring_up();
  expect_verdicts(broken_opens());
}

TEST_P(Garbage, BrokenUpdatesAreAnswered) {
  bring_up();
  expect_verdicts(broken_updates());
}

TEST_P(Garbage, FlawsAreShruggedAt) {
  bring_up();
  const auto rogue = rogue_in(Stage::established);
  std::uint64_t flaws = 0;
  for (const Bytes& flawed : flawed_updates()) {
    ASSERT_TRUE(rogue->send(flawed));
    ++flaws;
    EXPECT_TRUE(eventually([&] { return speaker_->peer("rogue").session.flawed_updates == flaws; })) << flaws;
  }
  // It goes on talking to us: IPv4 again, when that is what we ask for.
  while (rogue->next(std::chrono::milliseconds(0))) {
  }
  ASSERT_TRUE(rogue->send(message(kRefresh, {0, 1, 0, 1})));
  const auto answer = rogue->next();
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->type, bgp::MessageType::notification);
  EXPECT_EQ(speaker_->peer("rogue").session.flaps, 0U);
  expect_undisturbed();
}

// A NOTIFICATION is never answered, whatever it says.
TEST_P(Garbage, AFarewellThatMakesNoSenseIsOne) {
  bring_up();
  const auto rogue = rogue_in(Stage::established);
  ASSERT_TRUE(rogue->send(message(kNotification, {77, 77, 0xff, 0xfe})));
  EXPECT_FALSE(rogue->next_verdict());
  EXPECT_TRUE(eventually([&] { return speaker_->peer("rogue").session.flaps == 1; }));
  expect_undisturbed();
}

HERALD_WITH_ROUTERS(Garbage);

}  // namespace
}  // namespace herald::interop
