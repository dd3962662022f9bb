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
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMissing = {{
        {"auth-provider", "auth providers are gone from Kubernetes; use a token or a client certificate"},
        {"username", "API servers no longer take passwords; use a token or a client certificate"},
        {"password", "API servers no longer take passwords; use a token or a client certificate"},
        {"as", "impersonation is not supported; use a user of its own"},
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

void read_proxy(Reader& reader, const RawNode* cluster, ClusterAccess& access) {
  const RawNode* const node = reader.child(cluster, "proxy-url", RawKind::scalar);
  if (node == nullptr || node->text.empty()) return;
  auto proxy = parse_proxy_url(node->text);
  if (proxy) {
    access.proxy = *std::move(proxy);
  } else {
    reader.refuse(node, "proxy-url: " + proxy.error());
  }
}

void read_words(Reader& reader, const RawNode* exec, ExecPlugin& plugin) {
  std::string program = reader.text(exec, "command");
  if (program.empty()) reader.refuse(exec, "exec: there is no command");
  // Looked for in PATH, unless it is a path.
  plugin.command = {program.find('/') == std::string::npos ? program : reader.path(program)};
  const RawNode* const args = reader.child(exec, "args", RawKind::list);
  for (std::size_t i = 0; args != nullptr && i < args->items.size(); ++i) {
    const RawNode* const word = args->items[i];
    if (word->kind != RawKind::scalar) reader.refuse(word, "exec: an argument must be text");
    plugin.command.push_back(word->text);
  }
  const RawNode* const variables = reader.child(exec, "env", RawKind::list);
  for (std::size_t i = 0; variables != nullptr && i < variables->items.size(); ++i) {
    const std::string name = reader.text(variables->items[i], "name");
    if (name.empty()) reader.refuse(variables->items[i], "exec: a variable needs a name");
    plugin.environment[name] = reader.text(variables->items[i], "value");
  }
}

// v1beta1 may leave it out, and then asks when it can.
Interaction read_interaction(Reader& reader, const RawNode* exec, const ExecRequest& request) {
  const std::string mode = reader.text(exec, "interactiveMode");
  if (mode == "Never") return Interaction::never;
  if (mode == "Always") return Interaction::always;
  const bool usual = mode == "IfAvailable" || (mode.empty() && request.api_version == kExecV1Beta1);
  if (!usual) reader.refuse(exec, "exec: interactiveMode must be Never, IfAvailable or Always");
  return Interaction::if_available;
}

// After the cluster has been read: the plugin may want to know it.
void read_plugin(Reader& reader, const RawNode* user, Caller caller, ClusterAccess& access) {
  const RawNode* const exec = reader.child(user, "exec", RawKind::map);
  if (exec == nullptr) return;
  if (caller == Caller::daemon) {
    return reader.refuse(exec,
                         "exec: credential plugins do not run in a daemon; use a token, a tokenFile or a "
                         "client certificate");
  }
  if (!reader.text(user, "token").empty() || !reader.text(user, "tokenFile").empty())
    reader.refuse(exec, "exec and a token exclude each other");
  ExecPlugin plugin;
  read_words(reader, exec, plugin);
  plugin.install_hint = reader.text(exec, "installHint");
  plugin.request.api_version = reader.text(exec, "apiVersion");
  if (plugin.request.api_version != kExecV1 && plugin.request.api_version != kExecV1Beta1) {
    reader.refuse(exec,
                  "exec: apiVersion must be " + std::string(kExecV1) + " or " + std::string(kExecV1Beta1));
  }
  plugin.interaction = read_interaction(reader, exec, plugin.request);
  if (reader.flag(exec, "provideClusterInfo")) {
    plugin.request.cluster = ExecRequest::Cluster{.server = (access.server.tls ? "https://" : "http://") +
                                                            access.server.authority() + access.server.prefix,
                                                  .tls_server_name = access.server_name,
                                                  .authorities = access.tls.authorities,
                                                  .verify = access.tls.verify};
  }
  access.plugin = std::move(plugin);
}

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
  read_proxy(reader, cluster, access);
  // A CA that is never asked is a mistake that nobody would notice.
  if (!access.tls.verify && !access.tls.authorities.empty())
    reader.refuse(cluster, "insecure-skip-tls-verify and a certificate-authority exclude each other");
}

void read_user(Reader& reader, const RawNode* user, Caller caller, ClusterAccess& access) {
  reader.refuse_what_is_not_built(user);
  read_plugin(reader, user, caller, access);
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
    read_user(reader, reader.named(root, "users", "user", user), kubeconfig.caller, access);
  if (!reader.error().empty()) return fail(reader.error());
  return access;
}

}  // namespace herald::kube
