#include "lab/pod/http_pod.h"

#include "runtime/http_server.h"

#include <utility>

namespace herald::lab {
namespace {

using runtime::HttpRequest;
using runtime::HttpResponse;
using runtime::Task;

// "192.168.23.100:40312" and "[fd23::100]:40312" without the port.
std::string host_of(const std::string& address) {
  std::string host = address.substr(0, address.rfind(':'));
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return host;
}

class HttpPod final : public Pods::Server {
 public:
  explicit HttpPod(const PodParts& parts)
      : door_(parts.door),
        node_(parts.node),
        server_(parts.executor, parts.clock, parts.logger, settings(),
                [this](HttpRequest request) { return answer(std::move(request)); }) {}

  Result<void, std::string> open() {
    const bool v4 = door_.address.family() == net::Family::ipv4;
    const std::string host = v4 ? door_.address.to_string() : "[" + door_.address.to_string() + "]";
    const auto address = runtime::SocketAddress::parse(host + ":" + std::to_string(door_.port));
    if (!address) return fail(address.error());
    const auto bound = server_.listen(*address);
    if (!bound) return fail(bound.error());
    return {};
  }

  Task<> close() override { return server_.close(Duration::zero()); }

 private:
  static runtime::HttpSettings settings() {
    runtime::HttpSettings settings;
    settings.name = "pod";
    settings.connections = 4096;  // somebody may probe it at a high rate and be slow to hang up
    return settings;
  }

  Task<HttpResponse> answer(HttpRequest request) {
    HttpResponse response =
        runtime::text_response(200, introduction(door_, node_, host_of(request.peer.to_string())) + "\n");
    response.headers.add("X-Node", node_);
    co_return response;
  }

  PodDoor door_;
  std::string node_;
  runtime::HttpServer server_;
};

}  // namespace

OpenedPod open_http_pod(const PodParts& parts) {
  auto pod = std::make_unique<HttpPod>(parts);
  if (auto opened = pod->open(); !opened) return fail(opened.error());
  return pod;
}

}  // namespace herald::lab
