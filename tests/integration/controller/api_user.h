// Somebody at the API server who makes and removes thousands of Services and sees by watches what becomes of
// them. One thread: nothing happens but inside run_until(), which ends when what is waited for is true, or in
// vain. Knows nothing of controllers but the Lease they compete for.
#pragma once

#include "kube/api_client.h"
#include "kube/speaker_report.h"
#include "kube/watcher.h"
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/log_sink.h"
#include "runtime/task_group.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace herald::controller {

class ApiUser {
 public:
  static constexpr std::string_view kNamespace = "lab";  // of everything this user touches
  // Sanitizers take their time.
  static const Duration kUsualLimit;

  explicit ApiUser(const std::string& kubeconfig);
  ApiUser(const ApiUser&) = delete;
  ApiUser& operator=(const ApiUser&) = delete;
  ~ApiUser();

  // Whether it became true in time.
  [[nodiscard]] bool run_until(const std::function<bool()>& done, Duration limit = kUsualLimit);

  // These are on their way when they return; at most 16 are, the others wait in their order.
  void create_namespace();
  void create(const std::string& collection, const std::string& body);
  void create_config(const std::string& addresses);
  void create_service(const std::string& name);
  void remove_service(const std::string& name);
  // As the speaker on that node does every few seconds.
  void report_speaker(const kube::SpeakerReport& report);
  void remove_speaker(const std::string& node);
  // The server's own switches: "faults", "compact", "drop-watches", "mute-watches".
  void pull_switch(const std::string& name, const std::string& body = "{}");

  // Everything asked for so far has been answered. The answers by status; 0 is none.
  [[nodiscard]] bool answered(Duration limit = kUsualLimit);
  [[nodiscard]] std::size_t underway() const { return underway_; }
  [[nodiscard]] const std::map<int, int>& answers() const { return answers_; }

  // As the server has it by now, not as a watch has told it so far.
  [[nodiscard]] bool look_again(Duration limit = kUsualLimit);

  using Services = std::map<kube::Key, model::Service>;
  [[nodiscard]] const Services& services() const { return services_; }
  [[nodiscard]] bool has_address(const std::string& name) const;
  // All Services there are have one, and there are this many.
  [[nodiscard]] bool all_assigned(std::size_t count) const;
  [[nodiscard]] std::size_t assigned() const { return assigned_; }
  // All have their address, and the annotation that names its pool: nothing is left to be written.
  [[nodiscard]] bool all_settled(std::size_t count) const;
  // All of them are told to be announced.
  [[nodiscard]] bool all_announced(std::size_t count) const;

  // Addresses that two Services had at one moment, as far as watches told without a new list in between.
  [[nodiscard]] const std::vector<std::string>& doubles_ever() const { return doubles_; }
  // The same, of this moment.
  [[nodiscard]] std::vector<std::string> doubles_now() const;

  [[nodiscard]] const std::string& leader() const { return leader_; }

 private:
  void send(kube::ApiRequest request);
  runtime::Task<> carry(kube::ApiRequest request);
  void see(const model::Service& service);
  void forget(const kube::Key& key);
  void follow();
  [[nodiscard]] kube::WatcherSettings watch_of(const kube::Resource& resource, std::uint64_t seed) const;

  boost::asio::io_context io_{1};
  runtime::SystemClock clock_;
  runtime::DescriptorSink sink_{2};
  runtime::Logger logger_{sink_, clock_, runtime::LogFormat::json, runtime::LogLevel::error};
  std::unique_ptr<kube::ApiEndpoint> endpoint_;
  std::unique_ptr<kube::ApiClient> client_;
  std::unique_ptr<kube::Watcher<model::Service>> service_watcher_;
  std::unique_ptr<kube::Watcher<kube::Lease>> lease_watcher_;
  std::unique_ptr<runtime::TaskGroup> tasks_;

  std::size_t underway_ = 0;
  std::map<int, int> answers_;
  std::uint64_t ticket_ = 0;
  std::uint64_t synced_ = 0;
  Services services_;
  std::map<net::IpAddress, kube::Key> holders_;
  std::vector<std::string> doubles_;
  std::size_t assigned_ = 0;
  std::size_t settled_ = 0;
  std::size_t announced_ = 0;
  std::string leader_;
};

}  // namespace herald::controller
