#include "lab/pod/udp_pod.h"

#include <array>
#include <optional>
#include <utility>

#include <boost/asio/ip/udp.hpp>

namespace herald::lab {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

constexpr std::size_t kLargest = 2048;

class UdpPod final : public Pods::Server, public std::enable_shared_from_this<UdpPod> {
 public:
  explicit UdpPod(const PodParts& parts) : door_(parts.door), node_(parts.node), socket_(parts.executor) {}

  Result<void, std::string> open() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(door_.address.to_string(), error);
    const udp::endpoint here(address, door_.port);
    if (!error) socket_.open(here.protocol(), error);
    if (!error) socket_.bind(here, error);
    if (!error) socket_.non_blocking(true, error);
    if (error) return fail(door_.address.to_string() + ": " + error.message());
    return {};
  }

  void serve() {
    socket_.async_receive_from(
        asio::buffer(received_), caller_,
        [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
          if (error == asio::error::operation_aborted) return;
          if (!error) self->answer(size);
          self->serve();
        });
  }

  runtime::Task<> close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
    co_return;
  }

 private:
  // What cannot be sent at once is lost, as datagrams are.
  void answer(std::size_t size) {
    const std::string text = introduction(door_, node_, caller_.address().to_string()) + "\n" +
                             std::string(received_.data(), size);
    boost::system::error_code ignored;
    socket_.send_to(asio::buffer(text), caller_, 0, ignored);
  }

  PodDoor door_;
  std::string node_;
  udp::socket socket_;
  udp::endpoint caller_;
  std::array<char, kLargest> received_{};
};

// The pod's owner holds it by unique_ptr; its pending receive holds it too.
class Handle final : public Pods::Server {
 public:
  explicit Handle(std::shared_ptr<UdpPod> pod) : pod_(std::move(pod)) {}
  runtime::Task<> close() override { return pod_->close(); }

 private:
  std::shared_ptr<UdpPod> pod_;
};

}  // namespace

OpenedPod open_udp_pod(const PodParts& parts) {
  auto pod = std::make_shared<UdpPod>(parts);
  if (auto opened = pod->open(); !opened) return fail(opened.error());
  pod->serve();
  return std::make_unique<Handle>(std::move(pod));
}

}  // namespace herald::lab
