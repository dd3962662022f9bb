#include "speaker/io/envelope.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <string>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace herald::speaker::io {
namespace {

constexpr std::uint8_t kVersion = 0x81;
constexpr std::size_t kPreamble = 2;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kHashSize = 32;

using Tag = std::array<std::uint8_t, kTagSize>;

}  // namespace

// One key, set up once: starting OpenSSL's HMAC anew with the same key costs a tenth of making it.
class Envelope::Signer {
 public:
  explicit Signer(const EnvelopeKey& key) : id_(key.id) {
    EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    HERALD_CHECK(algorithm != nullptr);
    context_.reset(EVP_MAC_CTX_new(algorithm));
    EVP_MAC_free(algorithm);
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    HERALD_CHECK(context_ &&
                 EVP_MAC_init(context_.get(), key.bytes.data(), key.bytes.size(), parameters.data()) == 1);
  }

  [[nodiscard]] std::uint8_t id() const { return id_; }

  [[nodiscard]] Tag sign(std::span<const std::uint8_t> body) const {
    const std::array<std::uint8_t, kPreamble> preamble{kVersion, id_};
    std::array<std::uint8_t, kHashSize> hash{};
    std::size_t size = 0;
    EVP_MAC_CTX* const context = context_.get();
    HERALD_CHECK(EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
    HERALD_CHECK(EVP_MAC_update(context, preamble.data(), preamble.size()) == 1);
    HERALD_CHECK(EVP_MAC_update(context, body.data(), body.size()) == 1);
    HERALD_CHECK(EVP_MAC_final(context, hash.data(), &size, hash.size()) == 1 && size == kHashSize);
    Tag tag{};
    std::copy_n(hash.begin(), kTagSize, tag.begin());
    return tag;
  }

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };

  std::uint8_t id_;
  std::unique_ptr<EVP_MAC_CTX, Free> context_;
};

std::string_view text_of(Unopened why) {
  switch (why) {
    case Unopened::truncated:
      return "shorter than an envelope";
    case Unopened::unknown_version:
      return "of a version that this speaker does not know";
    case Unopened::unknown_key:
      return "sealed with a key that this speaker does not have";
    case Unopened::forged:
      return "its seal is broken";
  }
  return "";
}

Envelope::Envelope(const std::vector<EnvelopeKey>& keys) {
  HERALD_CHECK(!keys.empty());
  for (const EnvelopeKey& key : keys)
    signers_.push_back(std::make_unique<Signer>(key));
}

Envelope::~Envelope() = default;

void Envelope::seal(std::span<const std::uint8_t> body, std::vector<std::uint8_t>& datagram) const {
  const Signer& signer = *signers_.front();
  const Tag tag = signer.sign(body);
  datagram.assign({kVersion, signer.id()});
  datagram.insert(datagram.end(), tag.begin(), tag.end());
  datagram.insert(datagram.end(), body.begin(), body.end());
}

Result<std::span<const std::uint8_t>, Unopened> Envelope::open(std::span<const std::uint8_t> datagram) const {
  if (datagram.size() < kOverhead) return fail(Unopened::truncated);
  if (datagram[0] != kVersion) return fail(Unopened::unknown_version);
  const auto tag = datagram.subspan(kPreamble, kTagSize);
  const auto body = datagram.subspan(kOverhead);
  Unopened why = Unopened::unknown_key;
  for (const auto& signer : signers_) {
    if (signer->id() != datagram[1]) continue;
    if (CRYPTO_memcmp(signer->sign(body).data(), tag.data(), kTagSize) == 0) return body;
    why = Unopened::forged;
  }
  return fail(why);
}

}  // namespace herald::speaker::io
