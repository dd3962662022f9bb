#include "lab/apiserver/signed_tokens.h"

#include "kube/base64.h"
#include "lab/apiserver/json.h"

#include <algorithm>
#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace herald::apiserver {
namespace {

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view kIssuer = "herald-apiserver";
constexpr std::string_view kAdmin = "kubernetes-admin";

// RFC 7515 section 2: base64url without padding.
std::string to_base64url(std::string_view bytes) {
  std::string text = kube::to_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('='))
    text.pop_back();
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  return kube::from_base64(padded);
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<User> user_in(const json::object& claims) {
  const std::string_view subject = text_at(claims, "sub");
  if (subject == kAdmin) return User{std::string(kAdmin), {std::string(kMasters), "system:authenticated"}};
  const std::string_view name_space = text_at(claims, "namespace");
  const std::string_view name = text_at(claims, "serviceaccount");
  if (name_space.empty() || name.empty()) return std::nullopt;
  return service_account_user(name_space, name);
}

}  // namespace

std::string SignedTokens::signature(std::string_view text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return to_base64url({reinterpret_cast<const char*>(digest.data()), size});
}

std::optional<User> SignedTokens::user_of(std::string_view token) const {
  for (const auto& [fixed, user] : fixed_) {
    if (same_secret(fixed, token)) return user;
  }
  const std::size_t dot = token.rfind('.');
  const std::size_t first = token.find('.');
  if (dot == std::string_view::npos || first == dot) return std::nullopt;
  if (!same_secret(signature(token.substr(0, dot)), token.substr(dot + 1))) return std::nullopt;
  const auto payload = from_base64url(token.substr(first + 1, dot - first - 1));
  std::string why;
  const auto claims = payload ? parse_json(*payload, why) : std::nullopt;
  if (!claims || !claims->is_object()) return std::nullopt;
  const auto expires = number_at(claims->get_object(), "exp");
  if (expires && *expires <= unix_now_()) return std::nullopt;
  return user_in(claims->get_object());
}

std::string SignedTokens::for_service_account(std::string_view name_space, std::string_view name,
                                              std::int64_t expires) const {
  const json::object claims{{"iss", kIssuer},          {"sub", service_account_user(name_space, name).name},
                            {"iat", unix_now_()},      {"exp", expires},
                            {"namespace", name_space}, {"serviceaccount", name}};
  const std::string text = to_base64url(kHeader) + "." + to_base64url(to_text(claims));
  return text + "." + signature(text);
}

std::string SignedTokens::for_admin() const {
  const std::string text =
      to_base64url(kHeader) + "." + to_base64url(to_text(json::object{{"iss", kIssuer}, {"sub", kAdmin}}));
  return text + "." + signature(text);
}

bool SignedTokens::add_fixed(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size()) return false;
  const std::string_view who = text.substr(0, equals);
  const std::size_t slash = who.find('/');
  const bool account = slash != std::string_view::npos;
  User user = account ? service_account_user(who.substr(0, slash), who.substr(slash + 1))
                      : User{std::string(who), {"system:authenticated"}};
  if (who == kAdmin) user.groups.emplace_back(kMasters);
  fixed_[std::string(text.substr(equals + 1))] = std::move(user);
  return true;
}

}  // namespace herald::apiserver
