// What can go wrong in BGP: codes and subcodes of NOTIFICATION (RFC 4271 section 4.5, 5492, 6608, 7313, 8538,
// 9234, 9384, 9687), how bad it is (RFC 7606), and names for people.
#pragma once

#include "core/bgp/types.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herald::bgp {

enum class ErrorCode : std::uint8_t {
  message_header = 1,
  open = 2,
  update = 3,
  hold_timer_expired = 4,
  state_machine = 5,
  cease = 6,
  route_refresh = 7,
  send_hold_timer_expired = 8
};

enum class HeaderError : std::uint8_t { not_synchronized = 1, bad_length = 2, bad_type = 3 };

enum class OpenError : std::uint8_t {
  unspecific = 0,
  unsupported_version = 1,
  bad_peer_as = 2,
  bad_bgp_identifier = 3,
  unsupported_optional_parameter = 4,
  unacceptable_hold_time = 6,
  unsupported_capability = 7
};

enum class UpdateError : std::uint8_t {
  malformed_attribute_list = 1,
  unrecognized_well_known = 2,
  missing_well_known = 3,
  attribute_flags = 4,
  attribute_length = 5,
  invalid_origin = 6,
  invalid_next_hop = 8,
  optional_attribute = 9,
  invalid_network = 10,
  malformed_as_path = 11
};

enum class StateMachineError : std::uint8_t {
  unspecific = 0,
  unexpected_in_open_sent = 1,
  unexpected_in_open_confirm = 2,
  unexpected_in_established = 3
};

enum class Cease : std::uint8_t {
  unspecific = 0,
  maximum_prefixes = 1,
  administrative_shutdown = 2,
  peer_deconfigured = 3,
  administrative_reset = 4,
  connection_rejected = 5,
  other_configuration_change = 6,
  connection_collision = 7,
  out_of_resources = 8,
  hard_reset = 9,
  bfd_down = 10
};

enum class RefreshError : std::uint8_t { invalid_length = 1 };

using NotificationData = std::vector<std::uint8_t>;

[[nodiscard]] Notification notification(HeaderError subcode, NotificationData data = {});
[[nodiscard]] Notification notification(OpenError subcode, NotificationData data = {});
[[nodiscard]] Notification notification(UpdateError subcode, NotificationData data = {});
[[nodiscard]] Notification notification(StateMachineError subcode, NotificationData data = {});
[[nodiscard]] Notification notification(Cease subcode, NotificationData data = {});
[[nodiscard]] Notification notification(RefreshError subcode, NotificationData data = {});
[[nodiscard]] Notification hold_timer_expired();

// How far an error reaches (RFC 7606 section 2), weakest first: of several in one UPDATE the greatest counts.
enum class Severity : std::uint8_t {
  attribute_discard,  // the attribute is as if it were not there
  treat_as_withdraw,  // the routes of the UPDATE are as if they were withdrawn
  family_disable,  // nobody can tell which routes of this family it speaks of: those are not to be relied on
  session_reset    // the NOTIFICATION is sent and the session ends
};

struct Error {
  Severity severity = Severity::session_reset;
  Notification notification;  // what is sent on a reset, and otherwise what is logged
  std::size_t offset =
      0;  // of the refused field: from the message's first byte for its header, else from its body's

  friend bool operator==(const Error&, const Error&) = default;
};

// "OPEN message error: bad peer AS"; numbers where there is no name.
[[nodiscard]] std::string text_of(const Notification& notification);
[[nodiscard]] std::string_view text_of(Severity severity);

}  // namespace herald::bgp
