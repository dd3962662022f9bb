// NOTIFICATION, KEEPALIVE, ROUTE-REFRESH: RFC 4271 sections 4.4 and 4.5, RFC 2918, RFC 7313.
#include "core/bgp/message.h"

#include "tests/unit/bgp/octets.h"

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

TEST(BgpMessage, KeepaliveIsAHeader) {
  EXPECT_EQ(bytes_of(Keepalive{}), joined({
                                       marker(),
                                       {0x00, 0x13},  // length 19
                                       {0x04},        // type KEEPALIVE
                                   }));
}

TEST(BgpMessage, NotificationFieldByField) {
  const Notification notification{2, 1, {0, 4}};
  const Bytes bytes = joined({
      marker(),
      {0x00, 0x17},  // length 23
      {0x03},        // type NOTIFICATION
      {0x02},        // OPEN message error
      {0x01},        // unsupported version number
      {0x00, 0x04},  // data: the greatest version we support
  });
  EXPECT_EQ(bytes_of(notification), bytes);
  EXPECT_EQ(parse_notification(body_of(bytes)), notification);
}

TEST(BgpMessage, NotificationWithoutData) {
  EXPECT_EQ(parse_notification(Bytes{4, 0}), (Notification{4, 0, {}}));
}

TEST(BgpMessage, CutsTheDataOfANotificationThatWouldNotFit) {
  const Bytes bytes = bytes_of(Notification{3, 9, Bytes(60000, 7)});
  EXPECT_EQ(bytes.size(), kLargestMessage);
  EXPECT_EQ((Bytes{bytes[16], bytes[17]}), two_octets(kLargestMessage));
  EXPECT_EQ(parse_notification(body_of(bytes)).data.size(), kLargestMessage - kHeaderSize - 2);
}

TEST(BgpMessage, RouteRefreshFieldByField) {
  const RouteRefresh refresh{kIpv6Unicast, RouteRefresh::Kind::end};
  const Bytes bytes = joined({
      marker(),
      {0x00, 0x17},  // length 23
      {0x05},        // type ROUTE-REFRESH
      {0x00, 0x02},  // AFI IPv6
      {0x02},        // subtype: end of refresh
      {0x01},        // SAFI unicast
  });
  EXPECT_EQ(bytes_of(refresh), bytes);
  EXPECT_EQ(parse_route_refresh(body_of(bytes)), refresh);
}

TEST(BgpMessage, CarriesRefreshSubtypesThatAreUnknown) {
  EXPECT_EQ(parse_route_refresh(Bytes{0, 25, 77, 70}),
            (RouteRefresh{{25, 70}, static_cast<RouteRefresh::Kind>(77)}));
}

}  // namespace
}  // namespace herald::bgp
