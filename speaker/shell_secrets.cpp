#include "speaker/shell_secrets.h"

#include <optional>
#include <utility>

namespace herald::speaker {

// A watch outlives its place in the map until it has ended.
struct PeerSecrets::Followed {
  std::optional<kube::Watcher<kube::Secret>> watcher;
  std::optional<kube::Secret> secret;

  static runtime::Task<> run(std::shared_ptr<Followed> self) { co_await self->watcher->run(); }
};

void PeerSecrets::follow(const config::Config& config, runtime::TaskGroup& tasks) {
  wanted_.clear();
  std::map<std::string, std::shared_ptr<Followed>> before = std::exchange(followed_, {});
  for (const config::Peer& peer : config.peers) {
    if (!peer.password_secret) continue;
    wanted_.push_back(*peer.password_secret);
    const std::string& name = peer.password_secret->name;
    if (followed_.contains(name)) continue;
    if (auto known = before.extract(name); !known.empty()) {
      followed_.insert(std::move(known));
      continue;
    }
    auto followed = make(name);
    tasks.spawn("watch secret", Followed::run(followed));
    followed_.emplace(name, std::move(followed));
  }
  for (auto& [name, followed] : before)
    followed->watcher->close();
  tell();
}

void PeerSecrets::close() {
  for (auto& [name, followed] : followed_)
    followed->watcher->close();
}

std::shared_ptr<PeerSecrets::Followed> PeerSecrets::make(const std::string& name) {
  auto followed = std::make_shared<Followed>();
  Followed* const place = followed.get();  // its watcher's callbacks end with it
  kube::WatcherSettings settings;
  settings.scope = {kube::kSecrets, parts_.name_space, name};
  settings.seed = ++parts_.seed;
  kube::WatchListener listener{
      .removed =
          [this, place](const kube::Key&) {
            place->secret.reset();
            tell();
          },
      .synced = [](std::uint64_t) {},
      .restarted = [this](std::string_view resource,
                          std::string_view why) { parts_.metrics.watch_restarted(resource, why); },
      .skipped = [this](std::string_view resource) { parts_.metrics.object_skipped(resource); }};
  followed->watcher.emplace(
      executor_, parts_.endpoint, std::move(settings),
      [this, place](kube::Object<kube::Secret> secret) {
        place->secret = std::move(secret.value);
        tell();
      },
      std::move(listener));
  return followed;
}

void PeerSecrets::tell() {
  Passwords passwords;
  for (const config::SecretReference& reference : wanted_) {
    const auto followed = followed_.find(reference.name);
    if (followed == followed_.end() || !followed->second->secret) continue;
    const auto& data = followed->second->secret->data;
    if (const auto value = data.find(reference.key); value != data.end())
      passwords.emplace(std::pair(reference.name, reference.key), value->second);
  }
  if (passwords == told_) return;
  told_ = passwords;
  parts_.tell(std::move(passwords));
}

}  // namespace herald::speaker
