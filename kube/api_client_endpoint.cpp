#include "kube/api_client_endpoint.h"

#include "kube/api_client_resolve.h"
#include "kube/api_client_tunnel.h"
#include "runtime/log_events.h"

#include <algorithm>
#include <utility>

namespace herald::kube {
namespace {

using runtime::ByteStreamPtr;
using runtime::StreamFailure;
using runtime::StreamResult;
using runtime::Task;

}  // namespace

ApiEndpoint::ApiEndpoint(ClusterAccess access, const runtime::Clock& clock, runtime::Logger& logger,
                         EndpointSettings settings)
    : access_(std::move(access)),
      clock_(clock),
      logger_(logger),
      settings_(std::move(settings)),
      token_file_(access_.token_file),
      authorities_file_(access_.authorities_file),
      token_(access_.token) {
  if (access_.plugin) plugin_.emplace(*access_.plugin);
}

Result<std::unique_ptr<ApiEndpoint>, std::string> ApiEndpoint::make(ClusterAccess access,
                                                                    const runtime::Clock& clock,
                                                                    runtime::Logger& logger,
                                                                    EndpointSettings settings) {
  std::unique_ptr<ApiEndpoint> endpoint(
      new ApiEndpoint(std::move(access), clock, logger, std::move(settings)));
  if (auto asked = endpoint->ask_plugin(); !asked) return fail(std::move(asked).error());
  if (auto made = endpoint->renew_context(); !made) return fail(std::move(made).error());
  return endpoint;
}

// A CA file that became unreadable or invalid changes nothing, nor does a certificate of the plugin's that
// cannot be used: the last good ones hold.
Result<void, std::string> ApiEndpoint::renew_context() {
  using Look = WatchedFile::Look;
  if (!access_.server.tls) return {};
  const bool from_file = !access_.authorities_file.empty();
  const Look look = from_file ? authorities_file_.look() : Look::same;
  if (context_ != nullptr && look != Look::changed && !offered_) return {};
  if (context_ == nullptr && look == Look::unreadable) return fail(authorities_file_.problem());
  runtime::TlsClientSettings renewed = access_.tls;
  if (look == Look::changed) renewed.authorities = authorities_file_.contents();
  if (offered_) renewed.own = *offered_;
  auto context = runtime::make_client_context(renewed);
  if (!context) {
    if (look != Look::changed) offered_.reset();  // else it may be the file that is at fault
    return fail("cannot use the certificates of " + access_.origin + ": " + context.error());
  }
  access_.tls = std::move(renewed);
  offered_.reset();
  context_ = *std::move(context);
  return {};
}

Task<StreamResult<ByteStreamPtr>> ApiEndpoint::connect(Instant deadline) {
  const Instant by = std::min(deadline, clock_.now() + settings_.connect_timeout);
  if (auto renewed = renew_context(); !renewed)
    logger_.log(runtime::events::kApiCredentialsUnusable, {{"what", renewed.error()}});
  HostPort where{access_.server.host, access_.server.port};
  if (access_.proxy) where = {access_.proxy->host, access_.proxy->port};
  auto addresses = co_await resolve(where, clock_, by);
  if (!addresses) co_return fail(std::move(addresses).error());
  StreamFailure failure{StreamFailure::Kind::timed_out, "the time allowed was over"};
  // "localhost" may have an address that nobody listens on: the next one is tried.
  for (const runtime::SocketAddress& address : *addresses) {
    auto stream = co_await connect_to(address, by);
    if (stream) co_return stream;
    failure = std::move(stream).error();
    failure.what = "cannot connect to " + address.to_string() + ": " + failure.what;
    if (failure.kind == StreamFailure::Kind::closed) break;
  }
  co_return fail(std::move(failure));
}

Task<StreamResult<ByteStreamPtr>> ApiEndpoint::connect_to(runtime::SocketAddress address, Instant deadline) {
  const std::string name = access_.server_name.empty() ? access_.server.host : access_.server_name;
  const bool tls = access_.server.tls;
  if (tls && !access_.proxy)
    co_return co_await runtime::connect_tls(address, clock_, deadline, context_, name);
  auto plain = co_await runtime::connect_plain(address, clock_, deadline);
  if (!plain || !access_.proxy) co_return plain;
  auto through =
      co_await open_tunnel(*std::move(plain), *access_.proxy, access_.server.authority(), deadline);
  if (!through || !tls) co_return through;
  co_return co_await runtime::begin_tls(*std::move(through), clock_, deadline, context_, name);
}

// Whatever it says now is who we are.
Result<void, std::string> ApiEndpoint::ask_plugin() {
  if (!plugin_) return {};
  const auto credential = plugin_->get(clock_.wall_now());
  if (!credential) return fail(credential.error());
  token_ = (*credential)->token;
  const std::string& certificate = (*credential)->certificate;
  if (certificate.empty() || access_.tls.own.certificate == certificate) return {};
  offered_ = {.certificate = certificate, .key = (*credential)->key};
  return {};
}

void ApiEndpoint::renew_token() {
  if (auto asked = ask_plugin(); !asked)
    logger_.log(runtime::events::kApiCredentialsUnusable, {{"what", asked.error()}});
  if (access_.token_file.empty()) return;
  std::string problem;
  switch (token_file_.look()) {
    case WatchedFile::Look::same:
      return;
    case WatchedFile::Look::unreadable:
      problem = token_file_.problem();
      break;
    case WatchedFile::Look::changed:
      auto clean = clean_token(token_file_.contents());
      if (clean) {
        token_ = *std::move(clean);
      } else {
        problem = access_.token_file + ": " + clean.error();
      }
      break;
  }
  if (!problem.empty() && problem != token_problem_)
    logger_.log(runtime::events::kApiCredentialsUnusable, {{"what", problem}});
  token_problem_ = std::move(problem);
}

const std::string& ApiEndpoint::token() {
  renew_token();
  return token_;
}

ApiEndpoint::Renewal ApiEndpoint::refused(const std::string& used) {
  token_file_.distrust();
  if (plugin_) plugin_->distrust();
  const bool another_token = token() != used;
  if (offered_) return Renewal::certificate;
  return another_token ? Renewal::token : Renewal::none;
}

std::string ApiEndpoint::message(const ApiRequest& request, const std::string& token) const {
  std::string text(request.method);
  text += " " + access_.server.prefix + request.target + " HTTP/1.1\r\nHost: ";
  text += access_.server.authority() + "\r\nUser-Agent: " + settings_.user_agent;
  text += "\r\nAccept: application/json\r\n";
  if (request.compressed) text += "Accept-Encoding: gzip\r\n";
  if (!token.empty()) text += "Authorization: Bearer " + token + "\r\n";
  if (!request.content_type.empty()) {
    text += "Content-Type: " + std::string(request.content_type);
    text += "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

}  // namespace herald::kube
