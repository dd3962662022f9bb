#include "kube/credentials.h"

#include "kube/credentials_file.h"
#include "kube/credentials_kubeconfig.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace herald::kube {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Result<ServerUrl, std::string> bad_url(std::string_view text, std::string_view why) {
  return fail("the server's URL \"" + std::string(text) + "\" " + std::string(why));
}

// host, [v6], host:port, [v6]:port
Result<ServerUrl, std::string> read_authority(std::string_view text, std::string_view authority,
                                              ServerUrl url) {
  std::string_view rest;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return bad_url(text, "has an opening bracket only");
    url.host = authority.substr(1, end - 1);
    rest = authority.substr(end + 1);
  } else {
    const std::size_t colon = authority.find(':');
    url.host = authority.substr(0, colon);
    rest = authority.substr(url.host.size());
  }
  if (url.host.empty()) return bad_url(text, "names no host");
  if (rest.empty()) return url;
  const auto port = rest.starts_with(':') ? parse_port(rest.substr(1)) : std::nullopt;
  if (!port) return bad_url(text, "has no valid port; an IPv6 address stands in brackets");
  url.port = *port;
  return url;
}

}  // namespace

std::string ServerUrl::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<ServerUrl, std::string> parse_server_url(std::string_view text) {
  ServerUrl url;
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    url.tls = false;
    url.port = 80;
  } else {
    return bad_url(text, "does not start with https:// or http://");
  }
  if (!is_clean(rest)) return bad_url(text, "has blanks or control characters");
  const std::size_t slash = rest.find('/');
  const std::string_view authority = rest.substr(0, slash);
  if (authority.find('@') != std::string_view::npos)
    return bad_url(text, "carries a user; name a user in the file");
  if (rest.find_first_of("?#") != std::string_view::npos) return bad_url(text, "has a query or fragment");
  if (slash != std::string_view::npos) url.prefix = rest.substr(slash);
  while (url.prefix.ends_with('/'))
    url.prefix.pop_back();
  return read_authority(text, authority, std::move(url));
}

std::optional<std::string> process_environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<ClusterAccess, std::string> in_cluster_access(const Environment& environment,
                                                     const std::string& folder) {
  const auto host = environment("KUBERNETES_SERVICE_HOST");
  const auto port = environment("KUBERNETES_SERVICE_PORT");
  if (!host || host->empty() || !port || port->empty()) {
    return fail(std::string(
        "not in a Pod (KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set); give --kubeconfig"));
  }
  const bool v6 = host->find(':') != std::string::npos;
  auto url = parse_server_url("https://" + (v6 ? "[" + *host + "]" : *host) + ":" + *port);
  if (!url) return fail(std::move(url).error());
  ClusterAccess access;
  access.origin = "in-cluster";
  access.server = *std::move(url);
  access.token_file = folder + "/token";
  access.authorities_file = folder + "/ca.crt";
  // Without these there is no point in starting; later they may come and go.
  for (const std::string& path : {access.token_file, access.authorities_file}) {
    if (auto text = read_credential_file(path); !text) return fail(std::move(text).error());
  }
  access.name_space = read_credential_file(folder + "/namespace").value_or(std::string());
  return access;
}

Result<ClusterAccess, std::string> find_access(const AccessChoice& choice, const Environment& environment) {
  if (choice.kubeconfig.empty() && !choice.context.empty())
    return fail(std::string("--context needs --kubeconfig"));
  if (choice.kubeconfig.empty()) return in_cluster_access(environment);
  auto text = read_credential_file(choice.kubeconfig);
  if (!text) return fail(std::move(text).error());
  auto access = read_kubeconfig({.text = *std::move(text),
                                 .path = choice.kubeconfig,
                                 .context = choice.context,
                                 .caller = choice.caller});
  if (!access || access->proxy || choice.caller == Caller::daemon) return access;
  const ServerUrl& server = access->server;
  auto proxy = proxy_of({.tls = server.tls, .host = server.host, .port = server.port}, environment);
  if (!proxy) return fail(std::move(proxy).error());
  access->proxy = *std::move(proxy);
  return access;
}

}  // namespace herald::kube
