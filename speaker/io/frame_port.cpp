#include "speaker/io/frame_port.h"

#include "runtime/post.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <pcap/pcap.h>

namespace herald::speaker::io {
namespace asio = boost::asio;
namespace {

// One turn of the loop in a flood: some 50 us of work.
constexpr int kBatch = 64;
// The ring between the kernel and us: 10 ms of a flood of 150,000 frames a second. It is resident,
// whole, for each interface.
constexpr int kRingBytes = 512 << 10;
// A protocol that no Ethernet frame has: the kernel's own number for another kind of network.
constexpr int kNoProtocol = ETH_P_ARCNET;

struct PcapCloser {
  void operator()(pcap_t* pcap) const { pcap_close(pcap); }
};
using Pcap = std::unique_ptr<pcap_t, PcapCloser>;

std::string explain(int status, pcap_t* pcap, const std::string& interface) {
  const std::string name = "interface " + interface;
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return name + " is not there (any more)";
    case PCAP_ERROR_PERM_DENIED:
      return "not allowed to capture on " + name +
             ": give the speaker CAP_NET_RAW (securityContext.capabilities.add: [NET_RAW]) or run it as root";
    case PCAP_ERROR_IFACE_NOT_UP:
      return name + " is down";
    default:
      return "cannot capture on " + name + ": " + pcap_statustostr(status) + ": " + pcap_geterr(pcap);
  }
}

void configure(pcap_t* pcap) {
  // These fail only on a handle that is already active, or for values that Linux does not know.
  static_cast<void>(pcap_set_snaplen(pcap, kSnapLength));
  static_cast<void>(pcap_set_promisc(pcap, 0));
  static_cast<void>(pcap_set_immediate_mode(pcap, 1));
  static_cast<void>(pcap_set_buffer_size(pcap, kRingBytes));
  static_cast<void>(pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO));
  // libpcap knows no way to have a filter before its socket hears the interface, and all that was heard until
  // then would wait in the ring. So it hears nothing until the filter is there; see hear_all().
  static_cast<void>(pcap_set_protocol_linux(pcap, kNoProtocol));
}

Result<Pcap, std::string> activate(const std::string& interface) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Pcap pcap(pcap_create(interface.c_str(), error.data()));
  if (!pcap) return fail(std::string(error.data()));
  configure(pcap.get());
  const int status = pcap_activate(pcap.get());
  if (status < 0) return fail(explain(status, pcap.get(), interface));
  if (pcap_datalink(pcap.get()) != DLT_EN10MB) return fail("interface " + interface + " is not Ethernet");
  if (pcap_setnonblock(pcap.get(), 1, error.data()) != 0) return fail(std::string(error.data()));
  return pcap;
}

runtime::WallTime wall_time(const timeval& stamp) {
  const auto nanoseconds = std::chrono::nanoseconds(stamp.tv_usec);  // see PCAP_TSTAMP_PRECISION_NANO
  return runtime::WallTime(std::chrono::seconds(stamp.tv_sec) +
                           std::chrono::duration_cast<std::chrono::microseconds>(nanoseconds));
}

int attach(int socket, BpfProgram& program) {
  const sock_fprog wanted{static_cast<unsigned short>(program.size()), program.data()};
  return ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &wanted, sizeof(wanted)) == 0 ? 0 : errno;
}

// From here on every protocol of the interface comes to the filter.
Result<void, std::string> hear_all(int socket, const std::string& interface) {
  sockaddr_ll bound{};
  socklen_t size = sizeof(bound);
  int done = ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
  bound.sll_protocol = htons(ETH_P_ALL);
  if (done == 0) done = ::bind(socket, reinterpret_cast<const sockaddr*>(&bound), sizeof(bound));
  if (done == 0) return {};
  return fail("cannot listen to interface " + interface + ": " + std::strerror(errno));
}

}  // namespace

struct FramePort::Handle {
  Handle(const runtime::Executor& executor, Pcap opened, std::string name, OnFrame handler)
      : pcap(std::move(opened)),
        descriptor(executor, pcap_get_selectable_fd(pcap.get())),
        interface(std::move(name)),
        on_frame(std::move(handler)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { descriptor.release(); }  // libpcap closes it

  static void deliver(u_char* self, const pcap_pkthdr* header, const u_char* bytes) {
    Handle& handle = *reinterpret_cast<Handle*>(self);
    ++handle.counters.received;
    if (header->len > header->caplen) {
      ++handle.counters.oversized;
      return;
    }
    handle.on_frame({{bytes, header->caplen}, wall_time(header->ts)});
  }

  Pcap pcap;
  asio::posix::stream_descriptor descriptor;
  std::string interface;
  OnFrame on_frame;
  FramePortCounters counters;
  bool closed = false;
};

FramePort::FramePort(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
FramePort::~FramePort() = default;

Result<std::unique_ptr<FramePort>, std::string> FramePort::open(const runtime::Executor& executor,
                                                                const std::string& interface,
                                                                OnFrame on_frame) {
  auto pcap = activate(interface);
  if (!pcap) return fail(std::move(pcap).error());
  auto handle = std::make_unique<Handle>(executor, *std::move(pcap), interface, std::move(on_frame));
  std::unique_ptr<FramePort> port(new FramePort(std::move(handle)));
  if (auto silent = port->capture({}); !silent) return fail(std::move(silent).error());
  const int socket = pcap_fileno(port->handle_->pcap.get());
  if (auto heard = hear_all(socket, interface); !heard) return fail(std::move(heard).error());
  return port;
}

// Not through pcap_setfilter: where the kernel refuses a filter, libpcap falls back to one of its own, which
// does not know the kernel's ancillary data and would silently pass nothing. The kernel may still be short of
// memory for it, and a coarse filter is better than none.
Result<void, std::string> FramePort::capture(const std::vector<net::IpRange>& targets) {
  const int socket = pcap_fileno(handle_->pcap.get());
  // Spares the kernel a copy of each frame that this machine sends; the filter knows them too (Linux 4.20).
  const int on = 1;
  ::setsockopt(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on));
  int error = ENOMEM;
  for (std::size_t budget = kFilterBudget; error == ENOMEM && budget > 0; budget /= 4) {
    BpfProgram program = capture_filter(targets, budget);
    error = attach(socket, program);
  }
  if (error == 0) return {};
  return fail("the kernel refuses the filter for interface " + handle_->interface + ": " +
              std::strerror(error));
}

Result<int, std::string> FramePort::receive(int limit) {
  pcap_t* const pcap = handle_->pcap.get();
  const int count = pcap_dispatch(pcap, limit, &Handle::deliver, reinterpret_cast<u_char*>(handle_.get()));
  if (count >= 0) return count;
  return fail("cannot read from interface " + handle_->interface + ": " + pcap_geterr(pcap));
}

runtime::Task<std::string> FramePort::run() {
  while (!handle_->closed) {
    const auto [error] = co_await handle_->descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                                                 asio::as_tuple(asio::use_awaitable));
    if (error) co_return error.message();
    while (!handle_->closed) {
      auto count = receive(kBatch);
      if (!count) co_return std::move(count).error();
      if (*count < kBatch) break;
      co_await runtime::yield_turn();
    }
  }
  co_return "closed";
}

void FramePort::close() {
  handle_->closed = true;
  handle_->descriptor.cancel();
}

void FramePort::send(std::span<const std::uint8_t> frame) {
  const int sent = pcap_inject(handle_->pcap.get(), frame.data(), frame.size());
  ++(sent < 0 ? handle_->counters.unsent : handle_->counters.sent);
}

FramePortCounters FramePort::counters() const {
  FramePortCounters counters = handle_->counters;
  pcap_stat kernel{};
  if (pcap_stats(handle_->pcap.get(), &kernel) == 0) counters.dropped = kernel.ps_drop;
  return counters;
}

}  // namespace herald::speaker::io
