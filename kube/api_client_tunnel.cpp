#include "kube/api_client_tunnel.h"

#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace herald::kube {
namespace {

using runtime::StreamFailure;
using runtime::StreamResult;

constexpr std::size_t kMostHeadBytes = 16 << 10;
constexpr std::string_view kEnd = "\r\n\r\n";

std::string connect_request(const Proxy& proxy, const std::string& authority) {
  std::string text = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (!proxy.authorization.empty()) text += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  return text + "\r\n";
}

StreamFailure refusal(std::string why) {
  return {StreamFailure::Kind::failed, "the proxy " + std::move(why)};
}

// "HTTP/1.1 407 Proxy Authentication Required" -> "407 Proxy Authentication Required"
StreamResult<void> judge(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\r'));
  const std::size_t blank = line.find(' ');
  if (!line.starts_with("HTTP/1.") || blank == std::string_view::npos)
    return fail(refusal("does not answer in HTTP"));
  const std::string_view status = line.substr(blank + 1);
  if (!status.starts_with('2'))
    return fail(refusal("answered \"" + std::string(status.substr(0, 80)) + "\""));
  return {};
}

}  // namespace

runtime::Task<StreamResult<runtime::ByteStreamPtr>> open_tunnel(runtime::ByteStreamPtr stream, Proxy proxy,
                                                                std::string authority, Instant deadline) {
  const std::string request = connect_request(proxy, authority);
  auto written = co_await stream->write_all(request, deadline);
  if (!written) co_return fail(std::move(written).error());
  std::string head;
  std::array<char, 1024> piece{};
  while (head.find(kEnd) == std::string::npos) {
    if (head.size() > kMostHeadBytes) co_return fail(refusal("sends a head without an end"));
    const auto got = co_await stream->read_some(std::span<char>(piece), deadline);
    if (!got) co_return fail(got.error());
    if (*got == 0) co_return fail(refusal("closed the connection without an answer"));
    head.append(piece.data(), *got);
  }
  auto judged = judge(head);
  if (!judged) co_return fail(std::move(judged).error());
  // Nobody behind it speaks before we have: these bytes would be lost, and are nobody's.
  if (!head.ends_with(kEnd)) co_return fail(refusal("sends more than its answer"));
  co_return stream;
}

}  // namespace herald::kube
