#include "lab/probe/prober.h"

#include "core/net/ip.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace herald::lab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kQuestion = "GET / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n";
constexpr std::string_view kNodeHeader = "X-Node: ";

struct Destination {
  sockaddr_storage address{};
  socklen_t size = 0;
};

Result<Destination, std::string> destination_of(const ProbeSettings& settings) {
  const auto ip = net::IpAddress::parse(settings.address);
  if (!ip) return fail(settings.address + " is not an IP address");
  Destination to;
  const auto bytes = ip->bytes();
  if (ip->family() == net::Family::ipv4) {
    auto* const v4 = reinterpret_cast<sockaddr_in*>(&to.address);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(settings.port);
    std::memcpy(&v4->sin_addr, bytes.data(), sizeof v4->sin_addr);
    to.size = sizeof(sockaddr_in);
  } else {
    auto* const v6 = reinterpret_cast<sockaddr_in6*>(&to.address);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(settings.port);
    std::memcpy(&v6->sin6_addr, bytes.data(), bytes.size());
    to.size = sizeof(sockaddr_in6);
  }
  return to;
}

// "web on node-2, called by ..." as a pod introduces itself over UDP.
std::string node_in_introduction(std::string_view text) {
  constexpr std::string_view kOn = " on ";
  const std::size_t on = text.find(kOn);
  if (on == std::string_view::npos) return {};
  const std::string_view rest = text.substr(on + kOn.size());
  return std::string(rest.substr(0, rest.find(',')));
}

// One connection on its way from opening to its answer.
class Knock {
 public:
  Knock(const ProbeSettings& settings, const Destination& to, std::size_t index)
      : kind_(settings.kind), index_(index) {
    const int type = kind_ == ProbeKind::udp ? SOCK_DGRAM : SOCK_STREAM;
    socket_ = ::socket(to.address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    // Gone at once when it is closed: thousands that linger would use up the client's ports.
    const linger at_once{1, 0};
    if (type == SOCK_STREAM) ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    const int connected = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to.address), to.size);
    refused_ = socket_ < 0 || (connected != 0 && errno != EINPROGRESS);
    if (kind_ == ProbeKind::udp && !refused_) ask("knock");
  }
  Knock(const Knock&) = delete;
  Knock& operator=(const Knock&) = delete;
  ~Knock() {
    if (socket_ >= 0) ::close(socket_);
  }

  [[nodiscard]] pollfd wanted() const {
    const bool writes = kind_ != ProbeKind::udp && !asked_;
    return {socket_, static_cast<short>(writes ? POLLOUT : POLLIN), 0};
  }

  enum class Outcome : std::uint8_t { waiting, answered, refused };
  Outcome proceed(std::string& node) {
    if (refused_) return Outcome::refused;
    if (kind_ == ProbeKind::udp) return hear(node);
    if (asked_) return hear(node);
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return Outcome::refused;
    if (kind_ == ProbeKind::connect) return Outcome::answered;
    ask(kQuestion);
    return refused_ ? Outcome::refused : Outcome::waiting;
  }

  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  void ask(std::string_view text) {
    asked_ = true;
    refused_ = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size());
  }

  Outcome hear(std::string& node) {
    std::array<char, 2048> piece{};
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got < 0 && errno == EAGAIN) return Outcome::waiting;
    if (got <= 0) return Outcome::refused;
    heard_.append(piece.data(), static_cast<std::size_t>(got));
    if (kind_ == ProbeKind::udp) {
      node = node_in_introduction(heard_);
      return Outcome::answered;
    }
    if (heard_.find("\r\n\r\n") == std::string::npos) return Outcome::waiting;
    const std::size_t header = heard_.find(kNodeHeader);
    if (header != std::string::npos) {
      const std::size_t from = header + kNodeHeader.size();
      node = heard_.substr(from, heard_.find('\r', from) - from);
    }
    return Outcome::answered;
  }

  ProbeKind kind_;
  std::size_t index_;
  int socket_ = -1;
  bool asked_ = false;
  bool refused_ = false;
  std::string heard_;
};

class Prober {
 public:
  Prober(const ProbeSettings& settings, const Destination& to,
         const std::function<void(const std::string&)>& answered)
      : settings_(settings), to_(to), answered_(answered) {}

  std::vector<ProbeAttempt> run(const std::atomic<bool>& stop) {
    const auto interval =
        std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / settings_.rate));
    Duration next{};
    // Whoever is stopped stops knocking, and still waits for what is under way.
    bool knocking = true;
    while (knocking || !open_.empty()) {
      knocking = knocking && !stop && next < settings_.length;
      if (knocking && now() >= next) {
        knock();
        // A client that was kept from running leaves out what it missed: it says nothing about the other
        // side.
        next = std::max(next + interval, now() - interval);
      }
      wait(knocking ? std::min(next, expiry()) : expiry());
      give_up_old();
    }
    return std::move(attempts_);
  }

 private:
  [[nodiscard]] Duration now() const { return Clock::now() - begin_; }
  [[nodiscard]] Duration expiry() const {
    return open_.empty() ? now() : attempts_[open_.front()->index()].sent + settings_.patience;
  }

  void knock() {
    attempts_.push_back({.sent = now(), .answered = {}, .node = {}});
    open_.push_back(std::make_unique<Knock>(settings_, to_, attempts_.size() - 1));
    if (open_.back()->refused()) open_.pop_back();
  }

  void wait(Duration until) {
    std::vector<pollfd> watched;
    for (const auto& knock : open_)
      watched.push_back(knock->wanted());
    const auto left = std::max(Duration::zero(), until - now());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec limit{seconds.count(), (left - seconds).count()};
    if (::ppoll(watched.data(), watched.size(), &limit, nullptr) <= 0) return;
    const Duration at = now();
    std::deque<std::unique_ptr<Knock>> still_open;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      if (watched[i].revents == 0 || proceed(*open_[i], at)) still_open.push_back(std::move(open_[i]));
    }
    open_ = std::move(still_open);
  }

  // Whether it goes on.
  bool proceed(Knock& knock, Duration at) {
    ProbeAttempt& attempt = attempts_[knock.index()];
    const Knock::Outcome outcome = knock.proceed(attempt.node);
    if (outcome == Knock::Outcome::answered) {
      attempt.answered = at;
      answered_(attempt.node);
    }
    return outcome == Knock::Outcome::waiting;
  }

  void give_up_old() {
    while (!open_.empty() && now() >= attempts_[open_.front()->index()].sent + settings_.patience)
      open_.pop_front();
  }

  const ProbeSettings& settings_;
  const Destination& to_;
  const std::function<void(const std::string&)>& answered_;
  Clock::time_point begin_ = Clock::now();
  std::vector<ProbeAttempt> attempts_;
  std::deque<std::unique_ptr<Knock>> open_;  // the oldest first
};

}  // namespace

Result<std::vector<ProbeAttempt>, std::string> probe(
    const ProbeSettings& settings, const std::atomic<bool>& stop,
    const std::function<void(const std::string&)>& answered) {
  const auto to = destination_of(settings);
  if (!to) return fail(to.error());
  return Prober(settings, *to, answered).run(stop);
}

}  // namespace herald::lab
