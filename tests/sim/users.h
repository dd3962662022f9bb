// The people of the simulation: they make, edit and delete Services and namespaces, relabel these, edit the
// configuration, break it and mend it, and now and then write into a status what they should not.
#pragma once

#include "tests/sim/laws.h"
#include "tests/sim/scenario.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace herald::sim {

class Users {
 public:
  // `broadcast` tells every controller what speakers report.
  using Broadcast = std::function<void(const controller::Event&)>;
  Users(World& world, Laws& laws, Broadcast broadcast)
      : world_(world), laws_(laws), broadcast_(std::move(broadcast)) {}

  void settle_in();  // namespaces, a configuration (mostly), some Services
  void do_something();
  void do_something_small();  // to one Service or namespace
  void make_config_good();

 private:
  [[nodiscard]] model::ServiceKey some_key();
  [[nodiscard]] model::Service some_service(const model::ServiceKey& key);
  [[nodiscard]] std::string some_address();
  [[nodiscard]] config::Config some_config();
  [[nodiscard]] model::LabelSelector some_selector();
  [[nodiscard]] config::Pool some_pool(const std::string& name, int network);
  void shape_families(model::Service& service);
  void shape_requests(model::Service& service);
  void shape_sharing(model::Service& service);

  void create_service();
  void create_service(const model::ServiceKey& key);
  void delete_service();
  void delete_service(const model::ServiceKey& key);
  void edit_service();
  void edit_status();
  void found_namespace();
  void delete_namespace();
  void relabel_namespace();
  void relabel_namespace_to(const std::string& name, const model::Labels& labels);
  void edit_config();
  void break_config();
  void delete_config();
  void meet_stranger();

  World& world_;
  Laws& laws_;
  Broadcast broadcast_;
  std::set<model::ServiceKey> once_made_;
  std::vector<std::string> namespaces_;  // in which Services may be made
};

}  // namespace herald::sim
