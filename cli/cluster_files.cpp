#include "cli/cluster_files.h"

#include "cli/config_source.h"
#include "cli/manifest_json.h"
#include "cli/manifests.h"
#include "config/parse.h"
#include "kube/decode.h"

#include <set>
#include <utility>

namespace herald::cli {
namespace {

class Reader {
 public:
  void read(const InputFile& input) {
    const Manifests manifests(input.text);
    for (const config::Diagnostic& error : manifests.errors())
      errors_.push_back(error.to_string(input.name));
    for (const Manifest& manifest : manifests.all())
      read(input, manifest);
  }

  Result<ClusterFiles, std::vector<std::string>> finish() {
    if (cluster_.config == nullptr && errors_.empty()) {
      errors_.push_back("no configuration in these files: add a ConfigMap with the key \"config\"");
    }
    if (!errors_.empty()) return fail(std::move(errors_));
    return std::move(cluster_);
  }

 private:
  void read(const InputFile& input, const Manifest& manifest) {
    if (manifest.kind.empty() || manifest.kind == "ConfigMap") {
      read_config(input, manifest);
    } else if (manifest.kind == "Service") {
      read_service(input, manifest);
    } else if (manifest.kind == "Namespace") {
      const auto object = decoded<kube::Namespace>(input, manifest);
      if (object) cluster_.namespaces[object->meta.key.name] = object->value.labels;
    }
  }

  void read_config(const InputFile& input, const Manifest& manifest) {
    const auto source = config_source(manifest);
    if (!source) return;  // a ConfigMap of somebody else, among other manifests
    if (cluster_.config != nullptr || !first_config_.empty()) {
      complain(input, manifest, "a second configuration; the first is at " + first_config_);
      return;
    }
    first_config_ = place(input, manifest);
    auto parsed = config::parse((*source)->text);
    const config::Diagnostics& found = parsed ? parsed->warnings : parsed.error();
    for (const config::Diagnostic& diagnostic : found) {
      auto& into = parsed ? cluster_.notes : errors_;
      into.push_back((*source)->in_file(diagnostic).to_string(input.name));
    }
    if (parsed) cluster_.config = std::make_shared<const config::Config>(std::move(parsed->config));
  }

  void read_service(const InputFile& input, const Manifest& manifest) {
    auto object = decoded<model::Service>(input, manifest);
    if (!object) return;
    model::Service& service = object->value;
    if (service.key.name_space.empty()) service.key.name_space = "default";
    if (!names_.insert(service.key).second) {
      complain(input, manifest, "a second Service " + service.key.to_string());
      return;
    }
    complete(service);
    cluster_.services.push_back(std::move(service));
  }

  // What the API server would have filled in. Without a time of creation, the order of the files counts.
  void complete(model::Service& service) {
    if (service.created.value() == 0) {
      service.created = UnixSeconds(static_cast<std::int64_t>(cluster_.services.size()) + 1);
    }
    if (service.is_load_balancer && service.ip_families.empty() && service.cluster_ips.empty()) {
      cluster_.notes.push_back(service.key.to_string() +
                               ": says neither families nor cluster IPs; taken as IPv4 only");
      service.ip_families = {net::Family::ipv4};
    }
  }

  template <class T>
  Result<kube::Object<T>, kube::DecodeError> decoded(const InputFile& input, const Manifest& manifest) {
    auto object = kube::decode<T>(to_json(*manifest.node), scratch_);
    if (!object) complain(input, manifest, kube::to_string(object.error()));
    return object;
  }

  static std::string place(const InputFile& input, const Manifest& manifest) {
    return input.name + ":" + std::to_string(manifest.line);
  }
  void complain(const InputFile& input, const Manifest& manifest, const std::string& what) {
    const std::string name = manifest.name.empty() ? "" : " " + manifest.name;
    errors_.push_back(place(input, manifest) + " " + manifest.kind + name + ": " + what);
  }

  ClusterFiles cluster_;
  std::vector<std::string> errors_;
  std::string first_config_;
  std::set<model::ServiceKey> names_;
  kube::Scratch scratch_;
};

}  // namespace

Result<ClusterFiles, std::vector<std::string>> read_cluster(std::span<const InputFile> inputs) {
  Reader reader;
  for (const InputFile& input : inputs)
    reader.read(input);
  return reader.finish();
}

}  // namespace herald::cli
