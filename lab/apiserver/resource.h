// Which resources there are: names, versions, and what discovery says of them. Built-in ones stand in a
// table; those of CustomResourceDefinitions come and go.
#pragma once

#include "lab/apiserver/json.h"
#include "lab/apiserver/schema.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace herald::apiserver {

struct Resource {
  std::string group;                  // empty: core
  std::vector<std::string> versions;  // the preferred one first
  std::string plural;
  std::string singular;
  std::string kind;
  std::vector<std::string> short_names;
  std::vector<std::string> categories;
  bool namespaced = true;
  bool has_status = false;      // the subresource
  bool has_generation = false;  // shows it, and counts changes of the spec
  bool delete_collection = true;
  bool review = false;                         // only created, never stored: TokenReview and its like
  const Schema* schema = nullptr;              // null: any object (custom resources)
  std::map<std::string, json::array> columns;  // of custom resources, by version: additionalPrinterColumns

  // "endpointslices.discovery.k8s.io": the key of the store, and the name people use.
  [[nodiscard]] std::string full_name() const { return group.empty() ? plural : plural + "." + group; }
  [[nodiscard]] bool serves(std::string_view version) const;
};

[[nodiscard]] std::string api_version(std::string_view group, std::string_view version);

class Registry {
 public:
  Registry();

  [[nodiscard]] const Resource* find(std::string_view group, std::string_view version,
                                     std::string_view plural) const;
  [[nodiscard]] const Resource* find_stored(std::string_view full_name) const;
  [[nodiscard]] const Resource* find_kind(std::string_view group, std::string_view kind) const;
  // In the order of discovery; stays valid until a definition changes.
  [[nodiscard]] std::vector<const Resource*> all() const;
  [[nodiscard]] const SchemaBook& schemas() const { return schemas_; }

  // A CustomResourceDefinition was stored, or is gone.
  void define(const json::object& definition);
  void forget(std::string_view definition_name);

 private:
  SchemaBook schemas_;
  std::vector<std::unique_ptr<Resource>> builtin_;
  std::map<std::string, std::unique_ptr<Resource>, std::less<>> custom_;
};

[[nodiscard]] std::vector<Resource> builtin_resources();

}  // namespace herald::apiserver
