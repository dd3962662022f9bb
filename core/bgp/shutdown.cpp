#include "core/bgp/shutdown.h"

#include "core/base/check.h"
#include "core/bgp/utf8.h"

#include <span>

namespace herald::bgp {
namespace {

bool is_cease(const Notification& notification, Cease subcode) {
  return notification.code == static_cast<std::uint8_t>(ErrorCode::cease) &&
         notification.subcode == static_cast<std::uint8_t>(subcode);
}

bool may_carry_message(const Notification& notification) {
  return is_cease(notification, Cease::administrative_shutdown) ||
         is_cease(notification, Cease::administrative_reset);
}

}  // namespace

Notification cease_with_message(Cease subcode, std::string_view message) {
  HERALD_CHECK(subcode == Cease::administrative_shutdown || subcode == Cease::administrative_reset);
  const std::string_view text = cut_between_characters(message, kLongestShutdownMessage);
  NotificationData data;
  data.push_back(static_cast<std::uint8_t>(text.size()));
  data.insert(data.end(), text.begin(), text.end());
  return notification(subcode, std::move(data));
}

std::optional<std::string> shutdown_message(const Notification& notification) {
  // One level only: a Hard Reset in a Hard Reset says nothing.
  const auto inner = inside_hard_reset(notification);
  const Notification& cease = inner ? *inner : notification;
  if (!may_carry_message(cease) || cease.data.empty()) return std::nullopt;
  const std::size_t size = cease.data.front();
  if (size == 0 || size > cease.data.size() - 1) return std::nullopt;
  const auto text = std::span(cease.data).subspan(1, size);
  return printable(std::string(text.begin(), text.end()));
}

Notification hard_reset(const Notification& reason) {
  NotificationData data{reason.code, reason.subcode};
  data.insert(data.end(), reason.data.begin(), reason.data.end());
  return notification(Cease::hard_reset, std::move(data));
}

std::optional<Notification> inside_hard_reset(const Notification& notification) {
  if (!is_cease(notification, Cease::hard_reset) || notification.data.size() < 2) return std::nullopt;
  return Notification{
      notification.data[0], notification.data[1], {notification.data.begin() + 2, notification.data.end()}};
}

}  // namespace herald::bgp
