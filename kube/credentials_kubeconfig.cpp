#include "kube/credentials_kubeconfig.h"

#include "config/parse_yaml.h"
#include "config/text_check.h"
#include "kube/base64.h"
#include "kube/credentials_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace herald::kube {
namespace {

using config::RawKind;
using config::RawNode;

// Reads straight through; the first thing that is wrong is kept, and everything after it is empty.
class Reader {
 public:
  explicit Reader(const KubeconfigText& file) : file_(file) {
    const std::size_t slash = file.path.rfind('/');
    if (slash != std::string::npos) folder_ = file.path.substr(0, slash + 1);
  }

  void refuse(const RawNode* at, const std::string& why) {
    if (!error_.empty()) return;
    error_ = file_.path;
    if (at != nullptr) error_ += ":" + std::to_string(at->at.line) + ":" + std::to_string(at->at.column);
    error_ += ": " + why;
  }
  [[nodiscard]] const std::string& error() const { return error_; }

  // Null when absent or null.
  const RawNode* child(const RawNode* map, std::string_view key, RawKind kind) {
    if (map == nullptr || map->kind != RawKind::map) return nullptr;
    const config::RawMember* const member = map->find(key);
    if (member == nullptr || member->value->kind == RawKind::null) return nullptr;
    if (member->value->kind != kind) {
      refuse(member->value, std::string(key) + " must be " + std::string(config::kind_name(kind)));
      return nullptr;
    }
    return member->value;
  }

  std::string text(const RawNode* map, std::string_view key) {
    const RawNode* const node = child(map, key, RawKind::scalar);
    return node == nullptr ? std::string() : node->text;
  }

  bool flag(const RawNode* map, std::string_view key) {
    const RawNode* const node = child(map, key, RawKind::scalar);
    if (node == nullptr || node->text == "false") return false;
    if (node->text != "true") refuse(node, std::string(key) + " must be true or false");
    return true;
  }

  // The entry of that name in `clusters`, `users` or `contexts`, and in it what `inner` names.
  const RawNode* named(const RawNode* root, std::string_view list, std::string_view inner,
                       const std::string& name) {
    const RawNode* const entries = child(root, list, RawKind::list);
    for (std::size_t i = 0; entries != nullptr && i < entries->items.size(); ++i) {
      const RawNode* const entry = entries->items[i];
      if (text(entry, "name") == name) return child(entry, inner, RawKind::map);
    }
    refuse(entries, "there is no " + std::string(inner) + " called \"" + name + "\"");
    return nullptr;
  }

  std::string path(const std::string& written) const {
    return written.empty() || written.starts_with('/') ? written : folder_ + written;
  }

  // The bytes of `key`-data, else of the file that `key` names.
  std::string blob(const RawNode* map, const std::string& key) {
    if (const RawNode* const data = child(map, key + "-data", RawKind::scalar)) {
      std::string encoded = data->text;
      std::erase_if(encoded, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
      auto bytes = from_base64(encoded);
      if (!bytes) refuse(data, key + "-data is not base64");
      return std::move(bytes).value_or(std::string());
    }
    const RawNode* const named_file = child(map, key, RawKind::scalar);
    if (named_file == nullptr) return {};
    auto bytes = read_credential_file(path(named_file->text));
    if (!bytes) refuse(named_file, bytes.error());
    return std::move(bytes).value_or(std::string());
  }

  // What somebody relies on must not be left out silently.
  void refuse_what_is_not_built(const RawNode* map) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kMissing = {{
        {"exec",
         "credential plugins do not run in a daemon; use a token, a tokenFile or a client certificate"},
        {"auth-provider", "auth providers are gone from Kubernetes; use a token or a client certificate"},
        {"username", "API servers no longer take passwords; use a token or a client certificate"},
        {"password", "API servers no longer take passwords; use a token or a client certificate"},
        {"as", "impersonation is not supported; use a user of its own"},
        {"proxy-url", "proxies are not supported; name a server that is reachable directly"},
    }};
    for (const auto& [key, advice] : kMissing) {
      const config::RawMember* const member = map == nullptr ? nullptr : map->find(key);
      if (member == nullptr || member->value->kind == RawKind::null) continue;
      if (member->value->kind == RawKind::scalar && member->value->text.empty()) continue;
      refuse(member->value, std::string(key) + ": " + std::string(advice));
    }
  }

 private:
  const KubeconfigText& file_;
  std::string folder_;
  std::string error_;
};

void read_cluster(Reader& reader, const RawNode* cluster, ClusterAccess& access) {
  reader.refuse_what_is_not_built(cluster);
  auto url = parse_server_url(reader.text(cluster, "server"));
  if (url) {
    access.server = *std::move(url);
  } else {
    reader.refuse(cluster, url.error());
  }
  access.server_name = reader.text(cluster, "tls-server-name");
  access.tls.verify = !reader.flag(cluster, "insecure-skip-tls-verify");
  access.tls.authorities = reader.blob(cluster, "certificate-authority");
  // A CA that is never asked is a mistake that nobody would notice.
  if (!access.tls.verify && !access.tls.authorities.empty())
    reader.refuse(cluster, "insecure-skip-tls-verify and a certificate-authority exclude each other");
}

void read_user(Reader& reader, const RawNode* user, ClusterAccess& access) {
  reader.refuse_what_is_not_built(user);
  access.token_file = reader.path(reader.text(user, "tokenFile"));
  if (const std::string token = reader.text(user, "token"); !token.empty()) {
    auto clean = clean_token(token);
    if (!clean) reader.refuse(user, clean.error());
    access.token = std::move(clean).value_or(std::string());
  }
  access.tls.own.certificate = reader.blob(user, "client-certificate");
  access.tls.own.key = reader.blob(user, "client-key");
  if (access.tls.own.certificate.empty() != access.tls.own.key.empty())
    reader.refuse(user, "a client-certificate and its client-key belong together; one is missing");
}

}  // namespace

Result<ClusterAccess, std::string> read_kubeconfig(const KubeconfigText& kubeconfig) {
  config::Report report;
  const config::Limits limits;
  const std::string_view text = config::without_byte_order_mark(kubeconfig.text);
  config::check_text(text, limits, report);
  std::optional<config::RawDocument> document;
  if (!report.has_errors()) document = config::parse_yaml(text, limits, report);
  if (report.has_errors() || !document) return fail(report.errors().front().to_string(kubeconfig.path));

  Reader reader(kubeconfig);
  const RawNode* const root = document->root();
  if (root == nullptr || root->kind != RawKind::map) reader.refuse(root, "not a kubeconfig");
  const std::string name =
      kubeconfig.context.empty() ? reader.text(root, "current-context") : kubeconfig.context;
  if (name.empty()) reader.refuse(nullptr, "no current-context; give --context");
  ClusterAccess access;
  access.origin = kubeconfig.path + ", context " + name;
  const RawNode* const context = reader.named(root, "contexts", "context", name);
  access.name_space = reader.text(context, "namespace");
  read_cluster(reader, reader.named(root, "clusters", "cluster", reader.text(context, "cluster")), access);
  // A context without a user is anonymous.
  if (const std::string user = reader.text(context, "user"); !user.empty())
    read_user(reader, reader.named(root, "users", "user", user), access);
  if (!reader.error().empty()) return fail(reader.error());
  return access;
}

}  // namespace herald::kube
