#include "core/bgp/error.h"

#include "core/base/check.h"

#include <array>
#include <span>
#include <utility>

namespace herald::bgp {
namespace {

template <class Subcode>
Notification make(ErrorCode code, Subcode subcode, NotificationData data) {
  return {static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(subcode), std::move(data)};
}

struct Name {
  std::uint8_t number;
  std::string_view text;
};

constexpr Name kCodes[] = {{1, "message header error"}, {2, "OPEN message error"},
                           {3, "UPDATE message error"}, {4, "hold timer expired"},
                           {5, "state machine error"},  {6, "cease"},
                           {7, "ROUTE-REFRESH error"},  {8, "send hold timer expired"}};

constexpr Name kHeaderErrors[] = {
    {1, "connection not synchronized"}, {2, "bad message length"}, {3, "bad message type"}};
constexpr Name kOpenErrors[] = {{1, "unsupported version number"}, {2, "bad peer AS"},
                                {3, "bad BGP identifier"},         {4, "unsupported optional parameter"},
                                {5, "authentication failure"},     {6, "unacceptable hold time"},
                                {7, "unsupported capability"},     {11, "role mismatch"}};
constexpr Name kUpdateErrors[] = {{1, "malformed attribute list"},
                                  {2, "unrecognized well-known attribute"},
                                  {3, "missing well-known attribute"},
                                  {4, "attribute flags error"},
                                  {5, "attribute length error"},
                                  {6, "invalid ORIGIN attribute"},
                                  {7, "AS routing loop"},
                                  {8, "invalid NEXT_HOP attribute"},
                                  {9, "optional attribute error"},
                                  {10, "invalid network field"},
                                  {11, "malformed AS_PATH"}};
constexpr Name kStateMachineErrors[] = {{1, "unexpected message in OpenSent"},
                                        {2, "unexpected message in OpenConfirm"},
                                        {3, "unexpected message in Established"}};
constexpr Name kCeases[] = {{1, "maximum number of prefixes reached"},
                            {2, "administrative shutdown"},
                            {3, "peer de-configured"},
                            {4, "administrative reset"},
                            {5, "connection rejected"},
                            {6, "other configuration change"},
                            {7, "connection collision resolution"},
                            {8, "out of resources"},
                            {9, "hard reset"},
                            {10, "BFD down"}};
constexpr Name kRefreshErrors[] = {{1, "invalid message length"}};

std::string_view name_in(std::span<const Name> names, std::uint8_t number) {
  for (const Name& name : names) {
    if (name.number == number) return name.text;
  }
  return {};
}

std::span<const Name> subcodes_of(std::uint8_t code) {
  switch (static_cast<ErrorCode>(code)) {
    case ErrorCode::message_header:
      return kHeaderErrors;
    case ErrorCode::open:
      return kOpenErrors;
    case ErrorCode::update:
      return kUpdateErrors;
    case ErrorCode::state_machine:
      return kStateMachineErrors;
    case ErrorCode::cease:
      return kCeases;
    case ErrorCode::route_refresh:
      return kRefreshErrors;
    case ErrorCode::hold_timer_expired:
    case ErrorCode::send_hold_timer_expired:
      return {};
  }
  return {};
}

std::string name_or_number(std::span<const Name> names, std::uint8_t number, std::string_view kind) {
  const std::string_view name = name_in(names, number);
  return name.empty() ? std::string(kind) + " " + std::to_string(number) : std::string(name);
}

}  // namespace

Notification notification(HeaderError subcode, NotificationData data) {
  return make(ErrorCode::message_header, subcode, std::move(data));
}
Notification notification(OpenError subcode, NotificationData data) {
  return make(ErrorCode::open, subcode, std::move(data));
}
Notification notification(UpdateError subcode, NotificationData data) {
  return make(ErrorCode::update, subcode, std::move(data));
}
Notification notification(StateMachineError subcode, NotificationData data) {
  return make(ErrorCode::state_machine, subcode, std::move(data));
}
Notification notification(Cease subcode, NotificationData data) {
  return make(ErrorCode::cease, subcode, std::move(data));
}
Notification notification(RefreshError subcode, NotificationData data) {
  return make(ErrorCode::route_refresh, subcode, std::move(data));
}
Notification hold_timer_expired() {
  return {static_cast<std::uint8_t>(ErrorCode::hold_timer_expired), 0, {}};
}

std::string text_of(const Notification& notification) {
  std::string text = name_or_number(kCodes, notification.code, "error");
  if (notification.subcode == 0) return text;
  return text + ": " + name_or_number(subcodes_of(notification.code), notification.subcode, "subcode");
}

std::string_view text_of(Severity severity) {
  constexpr std::array<std::string_view, 4> kTexts = {"attribute discarded", "treated as withdrawal",
                                                      "address family ignored", "session reset"};
  const auto index = static_cast<std::size_t>(severity);
  HERALD_CHECK(index < kTexts.size());
  return kTexts[index];
}

}  // namespace herald::bgp
