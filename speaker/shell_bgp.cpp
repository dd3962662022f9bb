#include "speaker/shell_bgp.h"

#include "runtime/driver.h"
#include "runtime/mailbox.h"
#include "speaker/io/bfd_port.h"
#include "speaker/io/router_watch.h"
#include "speaker/wire_bgp.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace herald::speaker {

using runtime::Task;

struct BgpShell::State {
  State(const runtime::Executor& executor, const runtime::Clock& time, runtime::Logger& logger,
        Settings settings, OnReport reports)
      : clock(time),
        on_report(std::move(reports)),
        brain(settings.seed),
        mailbox(executor, time),
        transport(executor, time, logger, settings.transport, [this](auto event) { push(std::move(event)); }),
        bfd(executor, time, logger, [this](const auto& event) { hear_bfd(event); }),
        routers(executor, time, logger, [this](auto event) { push(std::move(event)); }) {}

  void push(peering::Event event) { mailbox.push(std::move(event)); }
  void perform(const peering::Effects& effects);
  void step(const peering::Event& event) { perform(brain.step(clock.now(), event)); }
  void hear_bfd(const peering::Event& event);
  peering::Event tick();

  void operator()(const peering::Dial& effect) { transport.dial(effect); }
  void operator()(const peering::Close& effect) { transport.close(effect.id); }
  void operator()(const peering::SendBytes& effect) { transport.send(effect); }
  void operator()(const peering::Listen& effect) { transport.listen(effect); }
  void operator()(const peering::SendBfd& effect) { bfd.send(effect); }
  void operator()(const peering::WatchBfd& effect) { bfd.watch(effect); }
  void operator()(const peering::WatchNeighbors& effect) { routers.watch(effect); }
  void operator()(const peering::Tell& effect) const { on_report(effect.report); }
  void operator()(const peering::Left& effect) {
    last = effect.last;
    mailbox.close();
  }

  const runtime::Clock& clock;
  OnReport on_report;
  wire::Bgp brain;
  runtime::Mailbox<peering::Event> mailbox;
  io::BgpTransport transport;
  io::BfdPort bfd;
  io::RouterWatch routers;
  std::vector<peering::SendBfd> last;
};

// Past the mailbox, in which it might lie behind a large order until the peer seems dead. The driver only has
// to ask anew when it is wanted next: an empty order wakes it. A Tick would judge peers whose packets have
// not been read yet.
void BgpShell::State::hear_bfd(const peering::Event& event) {
  if (mailbox.closed()) return;
  step(event);
  push(peering::Ordered{});
}

// Before anybody is given up, whoever has spoken meanwhile is heard: however long we were away ourselves, a
// packet that waits in a socket counts.
peering::Event BgpShell::State::tick() {
  bfd.hear_waiting([this](peering::BfdReceived received) { step(std::move(received)); });
  return peering::Tick{};
}

void BgpShell::State::perform(const peering::Effects& effects) {
  for (const auto& effect : effects)
    std::visit([this](const auto& e) { (*this)(e); }, effect);
}

BgpShell::BgpShell(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
                   Settings settings, OnReport on_report)
    : state_(std::make_unique<State>(executor, clock, logger, settings, std::move(on_report))) {}

BgpShell::~BgpShell() = default;

// In pieces, between which deadlines are met: all routes of a large cluster at once take longer than a BFD
// session may be silent.
void BgpShell::order(bgp_order::Orders orders) {
  constexpr std::size_t kPiece = 256;
  for (auto from = orders.begin(); from != orders.end();) {
    const auto size = std::min<std::ptrdiff_t>(kPiece, orders.end() - from);
    const auto to = from + size;
    state_->push(peering::Ordered{.orders = {std::make_move_iterator(from), std::make_move_iterator(to)},
                                  .more_follow = to != orders.end()});
    from = to;
  }
}

std::vector<bgp_report::PeerStatus> BgpShell::status() const {
  return state_->brain.status();
}

Task<> BgpShell::run() {
  State& state = *state_;
  runtime::DriverParts<wire::Bgp> parts{
      .machine = state.brain,
      .clock = state.clock,
      .mailbox = state.mailbox,
      .tick = [&state] { return state.tick(); },
      .perform = [&state](const peering::Effects& effects) { state.perform(effects); }};
  co_await runtime::drive(std::move(parts));
  co_await state.transport.leave();
  for (const auto& packet : state.last)
    state.bfd.send(packet);
  co_await state.bfd.leave();
  co_await state.routers.leave();
}

void BgpShell::stop(bool restart) {
  state_->push(peering::Stop{restart});
}

}  // namespace herald::speaker
