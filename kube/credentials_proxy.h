// Which proxy stands between us and the API server, and what is said to it: `proxy-url` of a kubeconfig, or
// HTTPS_PROXY, HTTP_PROXY and NO_PROXY as kubectl reads them. Only proxies that are spoken to in plain HTTP;
// others are refused, not left out. Connects to nobody.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

struct Proxy {
  std::string host;
  std::uint16_t port = 80;
  std::string authorization = {};  // of the Proxy-Authorization field; empty: none

  friend bool operator==(const Proxy&, const Proxy&) = default;
};

// "http://user:secret@proxy:3128"; a text without a scheme is an http proxy, too. The error never repeats a
// password.
[[nodiscard]] Result<Proxy, std::string> parse_proxy_url(std::string_view text);

// Who is asked: what NO_PROXY is compared with.
struct ProxyQuestion {
  bool tls = true;
  std::string host;
  std::uint16_t port = 443;
};

using Variables = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Result<std::optional<Proxy>, std::string> proxy_of(const ProxyQuestion& question,
                                                                 const Variables& variables);

// Whether NO_PROXY excepts it: "*", names with their subdomains, ".subdomains.only", addresses, networks; all
// but networks perhaps with a port.
[[nodiscard]] bool is_excepted(const ProxyQuestion& question, std::string_view no_proxy);

}  // namespace herald::kube
