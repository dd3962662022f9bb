#include "core/bgp/message.h"

#include "core/bgp/header.h"

#include <algorithm>

namespace herald::bgp {

Notification parse_notification(std::span<const std::uint8_t> body) {
  ByteReader in(body);
  Notification notification;
  notification.code = in.u8();
  notification.subcode = in.u8();
  const auto data = in.take(in.remaining());
  notification.data.assign(data.begin(), data.end());
  return notification;
}

RouteRefresh parse_route_refresh(std::span<const std::uint8_t> body) {
  ByteReader in(body);
  RouteRefresh refresh;
  refresh.family.afi = in.u16();
  refresh.kind = static_cast<RouteRefresh::Kind>(in.u8());
  refresh.family.safi = in.u8();
  return refresh;
}

void append_to(ByteWriter& out, const Notification& notification) {
  constexpr std::size_t kRoom = kLargestMessage - kHeaderSize - 2;
  const auto data = std::span(notification.data).first(std::min(notification.data.size(), kRoom));
  append_header(out, MessageType::notification, 2 + data.size());
  out.u8(notification.code);
  out.u8(notification.subcode);
  out.append(data);
}

void append_to(ByteWriter& out, const Keepalive&) {
  append_header(out, MessageType::keepalive, 0);
}

void append_to(ByteWriter& out, const RouteRefresh& refresh) {
  append_header(out, MessageType::route_refresh, 4);
  out.u16(refresh.family.afi);
  out.u8(static_cast<std::uint8_t>(refresh.kind));
  out.u8(refresh.family.safi);
}

}  // namespace herald::bgp
