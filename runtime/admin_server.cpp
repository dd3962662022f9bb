#include "runtime/admin_server.h"

#include "runtime/log_events.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sys/socket.h>
#include <utility>

namespace herald::runtime {
namespace {

enum class Guard : std::uint8_t { open, metrics, debug };
enum class Page : std::uint8_t { metrics, healthz, readyz, state, config, log_level };

struct Route {
  std::string_view path;
  Page page;
  Guard guard;
  std::string_view methods;  // as in Allow
  std::string_view about;
};

constexpr std::array kRoutes = {
    Route{"/metrics", Page::metrics, Guard::metrics, "GET, HEAD", "metrics in the Prometheus text format"},
    Route{"/healthz", Page::healthz, Guard::open, "GET, HEAD", "whether the process works"},
    Route{"/readyz", Page::readyz, Guard::open, "GET, HEAD", "whether it does its job"},
    Route{"/debug/state", Page::state, Guard::debug, "GET, HEAD", "what it believes and does"},
    Route{"/debug/config", Page::config, Guard::debug, "GET, HEAD", "the configuration in force"},
    Route{"/debug/log-level", Page::log_level, Guard::debug, "GET, HEAD, PUT",
          "error, warning, info or debug"},
};

const Route* find_route(std::string_view path) {
  const auto at = std::ranges::find(kRoutes, path, &Route::path);
  return at == kRoutes.end() ? nullptr : &*at;
}

bool allows(const Route& route, std::string_view method) {
  std::string_view rest = route.methods;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(", "));
    if (one == method) return true;
    rest.remove_prefix(std::min(rest.size(), one.size() + 2));
  }
  return false;
}

HttpResponse not_found(std::string_view path) {
  std::string body = "nothing at " + std::string(path) + "; there is:\n";
  for (const Route& route : kRoutes)
    body += "  " + std::string(route.path) + "  " + std::string(route.about) + "\n";
  return text_response(404, std::move(body));
}

HttpResponse wrong_method(const Route& route) {
  const std::string methods(route.methods);
  HttpResponse response = text_response(405, std::string(route.path) + " takes " + methods + "\n");
  response.headers.add("Allow", methods);
  return response;
}

HttpResponse refusal(Access access) {
  if (access == Access::forbidden) return text_response(403, "this token is not allowed to read this\n");
  if (access == Access::undecided)
    return text_response(503, "tokens cannot be checked at the moment; try again\n");
  HttpResponse response = text_response(401, "send a valid token as \"Authorization: Bearer ...\"\n");
  response.headers.add("WWW-Authenticate", "Bearer");
  return response;
}

// One line per check, in the form that Kubernetes' own components use.
HttpResponse health_page(const std::vector<HealthCheck>& checks) {
  std::string body;
  bool good = true;
  for (const HealthCheck& check : checks) {
    const bool passed = check.health == Health::good;
    good = good && passed;
    body += (passed ? "[+]" : "[-]") + check.name + (passed ? " ok" : " failed");
    body += check.detail.empty() ? "\n" : ": " + check.detail + "\n";
  }
  body += good ? "ok\n" : "failed\n";
  return text_response(good ? 200 : 503, std::move(body));
}

HttpResponse document_page(Document document) {
  return text_response(200, std::move(document.body), std::move(document.content_type));
}

HttpResponse change_level(Logger& logger, const HttpRequest& request) {
  const std::string_view given =
      std::string_view(request.body).substr(0, request.body.find_last_not_of(" \r\n") + 1);
  const auto level = parse_log_level(given);
  if (!level) return text_response(400, "send one of error, warning, info, debug as the body\n");
  logger.change_level(*level, request.peer.to_string());
  return text_response(200, std::string(name(*level)) + "\n");
}

// What can be decided without asking anybody.
std::optional<Access> decide_alone(Guard guard, const HttpRequest& request, bool tokens_are_checked) {
  if (guard == Guard::open || request.peer.family() == AF_UNIX) return Access::allowed;
  if (tokens_are_checked) {
    if (!request.bearer_token()) return Access::unauthenticated;
    return std::nullopt;
  }
  return guard == Guard::metrics || request.peer.is_local() ? Access::allowed : Access::forbidden;
}

TokenUse use_of(const HttpRequest& request) {
  TokenUse use{.token = std::string(*request.bearer_token()),
               .verb = request.method,
               .path = std::string(request.path())};
  for (char& letter : use.verb)
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  return use;
}

HttpResponse local_only() {
  return text_response(403, "/debug answers only this machine: use kubectl port-forward\n");
}

}  // namespace

AdminServer::AdminServer(const Executor& executor, const Clock& clock, Logger& logger, const Metrics& metrics,
                         AdminHandlers handlers)
    : executor_(executor), clock_(clock), logger_(logger), metrics_(metrics), handlers_(std::move(handlers)) {
  constexpr std::size_t kLargestBody = 4096;  // a log level
  settings_.name = "admin";
  settings_.sizes.body = kLargestBody;
}

void AdminServer::use_identity(std::shared_ptr<TlsIdentity> identity) {
  settings_.identity = std::move(identity);
}

Result<SocketAddress, std::string> AdminServer::listen(const SocketAddress& address) {
  server_ = std::make_unique<HttpServer>(executor_, clock_, logger_, settings_,
                                         [this](HttpRequest request) { return answer(std::move(request)); });
  return server_->listen(address);
}

Task<> AdminServer::close(Duration grace) {
  if (server_) co_await server_->close(grace);
}

Task<HttpResponse> AdminServer::answer(HttpRequest request) {
  const Route* const route = find_route(request.path());
  if (route == nullptr) co_return not_found(request.path());
  if (!allows(*route, request.method)) co_return wrong_method(*route);
  const bool tokens_are_checked = static_cast<bool>(handlers_.authorize);
  std::optional<Access> access = decide_alone(route->guard, request, tokens_are_checked);
  if (!access) {
    TokenUse use = use_of(request);
    access = co_await handlers_.authorize(std::move(use));
  }
  if (*access == Access::forbidden && !tokens_are_checked) co_return local_only();
  if (*access != Access::allowed) co_return refusal(*access);
  switch (route->page) {
    case Page::metrics:
      co_return text_response(200, metrics_.expose(), std::string(Metrics::kContentType));
    case Page::healthz:
      co_return health_page(handlers_.healthz());
    case Page::readyz:
      co_return health_page(handlers_.readyz());
    case Page::state:
      co_return document_page(handlers_.state());
    case Page::config:
      co_return document_page(handlers_.config());
    case Page::log_level:
      break;
  }
  if (request.method == "PUT") co_return change_level(logger_, request);
  co_return text_response(200, std::string(name(logger_.level())) + "\n");
}

}  // namespace herald::runtime
