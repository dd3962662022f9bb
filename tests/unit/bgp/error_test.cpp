#include "core/bgp/error.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

struct Row {
  Notification notification;
  int code;
  int subcode;
  std::string text;
};

// Every code and subcode that can be sent, as IANA has them.
std::vector<Row> rows() {
  return {
      {notification(HeaderError::not_synchronized), 1, 1,
       "message header error: connection not synchronized"},
      {notification(HeaderError::bad_length), 1, 2, "message header error: bad message length"},
      {notification(HeaderError::bad_type), 1, 3, "message header error: bad message type"},
      {notification(OpenError::unspecific), 2, 0, "OPEN message error"},
      {notification(OpenError::unsupported_version), 2, 1, "OPEN message error: unsupported version number"},
      {notification(OpenError::bad_peer_as), 2, 2, "OPEN message error: bad peer AS"},
      {notification(OpenError::bad_bgp_identifier), 2, 3, "OPEN message error: bad BGP identifier"},
      {notification(OpenError::unsupported_optional_parameter), 2, 4,
       "OPEN message error: unsupported optional parameter"},
      {notification(OpenError::unacceptable_hold_time), 2, 6, "OPEN message error: unacceptable hold time"},
      {notification(OpenError::unsupported_capability), 2, 7, "OPEN message error: unsupported capability"},
      {Notification{2, 11, {}}, 2, 11, "OPEN message error: role mismatch"},
      {notification(UpdateError::malformed_attribute_list), 3, 1,
       "UPDATE message error: malformed attribute list"},
      {notification(UpdateError::unrecognized_well_known), 3, 2,
       "UPDATE message error: unrecognized well-known attribute"},
      {notification(UpdateError::missing_well_known), 3, 3,
       "UPDATE message error: missing well-known attribute"},
      {notification(UpdateError::attribute_flags), 3, 4, "UPDATE message error: attribute flags error"},
      {notification(UpdateError::attribute_length), 3, 5, "UPDATE message error: attribute length error"},
      {notification(UpdateError::invalid_origin), 3, 6, "UPDATE message error: invalid ORIGIN attribute"},
      {notification(UpdateError::invalid_next_hop), 3, 8, "UPDATE message error: invalid NEXT_HOP attribute"},
      {notification(UpdateError::optional_attribute), 3, 9, "UPDATE message error: optional attribute error"},
      {notification(UpdateError::invalid_network), 3, 10, "UPDATE message error: invalid network field"},
      {notification(UpdateError::malformed_as_path), 3, 11, "UPDATE message error: malformed AS_PATH"},
      {hold_timer_expired(), 4, 0, "hold timer expired"},
      {notification(StateMachineError::unspecific), 5, 0, "state machine error"},
      {notification(StateMachineError::unexpected_in_open_sent), 5, 1,
       "state machine error: unexpected message in OpenSent"},
      {notification(StateMachineError::unexpected_in_open_confirm), 5, 2,
       "state machine error: unexpected message in OpenConfirm"},
      {notification(StateMachineError::unexpected_in_established), 5, 3,
       "state machine error: unexpected message in Established"},
      {notification(Cease::unspecific), 6, 0, "cease"},
      {notification(Cease::maximum_prefixes), 6, 1, "cease: maximum number of prefixes reached"},
      {notification(Cease::administrative_shutdown), 6, 2, "cease: administrative shutdown"},
      {notification(Cease::peer_deconfigured), 6, 3, "cease: peer de-configured"},
      {notification(Cease::administrative_reset), 6, 4, "cease: administrative reset"},
      {notification(Cease::connection_rejected), 6, 5, "cease: connection rejected"},
      {notification(Cease::other_configuration_change), 6, 6, "cease: other configuration change"},
      {notification(Cease::connection_collision), 6, 7, "cease: connection collision resolution"},
      {notification(Cease::out_of_resources), 6, 8, "cease: out of resources"},
      {notification(Cease::hard_reset), 6, 9, "cease: hard reset"},
      {notification(Cease::bfd_down), 6, 10, "cease: BFD down"},
      {notification(RefreshError::invalid_length), 7, 1, "ROUTE-REFRESH error: invalid message length"},
      {Notification{8, 0, {}}, 8, 0, "send hold timer expired"},
  };
}

TEST(BgpError, EachHasItsNumbersAndItsName) {
  std::set<std::string> texts;
  for (const Row& row : rows()) {
    EXPECT_EQ(row.notification.code, row.code) << row.text;
    EXPECT_EQ(row.notification.subcode, row.subcode) << row.text;
    EXPECT_EQ(text_of(row.notification), row.text);
    EXPECT_TRUE(texts.insert(row.text).second) << row.text;
  }
}

TEST(BgpError, NumbersWithoutANameAreShown) {
  EXPECT_EQ(text_of(Notification{77, 3, {}}), "error 77: subcode 3");
  EXPECT_EQ(text_of(Notification{6, 99, {}}), "cease: subcode 99");
  EXPECT_EQ(text_of(Notification{4, 5, {}}), "hold timer expired: subcode 5");
}

TEST(BgpError, SeveritiesRiseAsRfc7606OrdersThem) {
  EXPECT_LT(Severity::attribute_discard, Severity::treat_as_withdraw);
  EXPECT_LT(Severity::treat_as_withdraw, Severity::family_disable);
  EXPECT_LT(Severity::family_disable, Severity::session_reset);
  EXPECT_EQ(text_of(Severity::attribute_discard), "attribute discarded");
  EXPECT_EQ(text_of(Severity::session_reset), "session reset");
}

TEST(BgpError, CarriesItsData) {
  EXPECT_EQ(notification(HeaderError::bad_type, {9}).data, NotificationData{9});
}

}  // namespace
}  // namespace herald::bgp
