#include "kube/credentials_proxy.h"

#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "kube/base64.h"
#include "kube/credentials.h"
#include "runtime/http_message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace herald::kube {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  const auto address = net::IpAddress::parse(host);
  if (!address) return false;
  static constexpr std::array<std::string_view, 2> kLoopbacks = {"127.0.0.0/8", "::1/128"};
  return std::ranges::any_of(
      kLoopbacks, [&](std::string_view cidr) { return net::Cidr::parse(cidr)->contains(*address); });
}

// host, host:port, [v6], [v6]:port; a bare IPv6 address has no port.
struct Exception {
  std::string host;
  std::string port;
};

Exception split_port(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = std::min(text.find(']'), text.size());
    const std::string_view rest = text.substr(std::min(end + 1, text.size()));
    return {std::string(text.substr(1, end - 1)), std::string(rest.starts_with(':') ? rest.substr(1) : "")};
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
    return {std::string(text), {}};
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

bool excepts(std::string_view entry, const ProxyQuestion& question, const std::string& host) {
  if (entry == "*") return true;
  const auto address = net::IpAddress::parse(host);
  if (const auto network = net::Cidr::parse(entry)) return address && network->contains(*address);
  const Exception exception = split_port(entry);
  if (!exception.port.empty() && exception.port != std::to_string(question.port)) return false;
  if (address) return net::IpAddress::parse(exception.host) == address;
  std::string_view name = exception.host;
  if (name.starts_with('*')) name.remove_prefix(1);  // "*.example.com" is ".example.com"
  if (name.empty()) return false;
  if (name.starts_with('.')) return host.ends_with(name);
  return host == name || host.ends_with("." + std::string(name));
}

std::string trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  return lowered(text.substr(start, text.find_last_not_of(" \t") - start + 1));
}

}  // namespace

bool is_excepted(const ProxyQuestion& question, std::string_view no_proxy) {
  const std::string host = lowered(question.host);
  while (!no_proxy.empty()) {
    const std::size_t comma = std::min(no_proxy.find(','), no_proxy.size());
    const std::string entry = trimmed(no_proxy.substr(0, comma));
    no_proxy.remove_prefix(std::min(comma + 1, no_proxy.size()));
    if (!entry.empty() && excepts(entry, question, host)) return true;
  }
  return false;
}

Result<Proxy, std::string> parse_proxy_url(std::string_view text) {
  std::string_view rest = text;
  const std::size_t scheme = rest.find("://");
  if (scheme != std::string_view::npos) {
    const std::string name = lowered(rest.substr(0, scheme));
    if (name != "http")
      return fail("proxies of the kind \"" + name + "\" are not supported, only http://HOST:PORT");
    rest.remove_prefix(scheme + 3);
  }
  Proxy proxy;
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    const auto user = runtime::percent_decode(rest.substr(0, at));
    if (!user) return fail(std::string("the proxy's user or password is not percent-encoded as in a URL"));
    proxy.authorization = "Basic " + to_base64(user->find(':') == std::string::npos ? *user + ":" : *user);
    rest.remove_prefix(at + 1);
  }
  auto url = parse_server_url("http://" + std::string(rest));
  if (!url) return fail("the proxy: " + url.error());
  if (!url->prefix.empty()) return fail(std::string("the proxy's URL has a path; it is http://HOST:PORT"));
  proxy.host = std::move(url->host);
  proxy.port = url->port;
  return proxy;
}

Result<std::optional<Proxy>, std::string> proxy_of(const ProxyQuestion& question,
                                                   const Variables& variables) {
  const auto either = [&](const std::string& name) {
    const auto upper = variables(name);
    return upper && !upper->empty() ? *upper : variables(lowered(name)).value_or(std::string());
  };
  const std::string name = question.tls ? "HTTPS_PROXY" : "HTTP_PROXY";
  const std::string url = either(name);
  const bool direct =
      url.empty() || is_loopback(lowered(question.host)) || is_excepted(question, either("NO_PROXY"));
  if (direct) return std::optional<Proxy>();
  auto proxy = parse_proxy_url(url);
  if (!proxy) return fail(name + ": " + proxy.error());
  return std::optional<Proxy>(*std::move(proxy));
}

}  // namespace herald::kube
