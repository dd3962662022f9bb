#include "lab/apiserver/certificates.h"

#include "core/net/ip.h"
#include "lab/apiserver/journal_file.h"

#include <ctime>
#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace herald::apiserver {
namespace {

constexpr long kTenYears = 10L * 365 * 24 * 3600;
constexpr long kAMonth = 30L * 24 * 3600;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(memory.get(), certificate);
  return text_of(memory.get());
}

std::string pem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(memory.get());
}

Certificate read_certificate(const std::string& text) {
  const Memory memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  if (extension == nullptr) return;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate blank(EVP_PKEY* key, const char* name) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  unsigned char serial[8];
  RAND_bytes(serial, sizeof(serial));
  serial[0] &= 0x7f;  // RFC 5280 section 4.1.2.2: not negative
  BIGNUM* number = BN_bin2bn(serial, sizeof(serial), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
  BN_free(number);
  // A little in the past: clocks of a lab's machines differ.
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kTenYears);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) {
    if (!all.empty()) all += ",";
    all += (net::IpAddress::parse(name) ? "IP:" : "DNS:") + name;
  }
  return all;
}

Result<CertificateSet, std::string> make(const std::vector<std::string>& names) {
  const Key authority_key(EVP_EC_gen("P-256"));
  const Key key(EVP_EC_gen("P-256"));
  if (!authority_key || !key) return fail(std::string("OpenSSL cannot make keys on the curve P-256"));
  const Certificate authority = blank(authority_key.get(), "herald-lab-ca");
  X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
  add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
  X509_sign(authority.get(), authority_key.get(), EVP_sha256());

  const Certificate server = blank(key.get(), "herald-apiserver");
  X509_set_issuer_name(server.get(), X509_get_subject_name(authority.get()));
  add_extension(server.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(server.get(), authority.get(), NID_key_usage, "critical,digitalSignature,keyEncipherment");
  add_extension(server.get(), authority.get(), NID_ext_key_usage, "serverAuth");
  add_extension(server.get(), authority.get(), NID_subject_alt_name, alternative_names(names));
  if (X509_sign(server.get(), authority_key.get(), EVP_sha256()) == 0)
    return fail(std::string("OpenSSL cannot sign the server's certificate"));
  return CertificateSet{pem(authority.get()), pem(server.get()), pem(key.get())};
}

bool speaks_for(X509* certificate, const std::string& name) {
  if (net::IpAddress::parse(name)) return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
  return X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1;
}

bool is_usable(const CertificateSet& set, const std::vector<std::string>& names) {
  const Certificate certificate = read_certificate(set.certificate);
  if (!certificate) return false;
  for (const std::string& name : names) {
    if (!speaks_for(certificate.get(), name)) return false;
  }
  std::time_t soon = std::time(nullptr) + kAMonth;
  return X509_cmp_time(X509_get0_notAfter(certificate.get()), &soon) > 0;
}

}  // namespace

Result<CertificateSet, std::string> load_or_make_certificates(const std::string& directory,
                                                              const std::vector<std::string>& names) {
  CertificateSet kept;
  const bool found = read_file(directory + "/ca.crt", kept.authority) &&
                     read_file(directory + "/server.crt", kept.certificate) &&
                     read_file(directory + "/server.key", kept.key);
  if (found && is_usable(kept, names)) return kept;
  auto made = make(names);
  if (!made) return made;
  const bool written = write_file(directory + "/ca.crt", made->authority) &&
                       write_file(directory + "/server.crt", made->certificate) &&
                       write_file(directory + "/server.key", made->key);
  if (!written) return fail(directory + ": certificates cannot be written there");
  return made;
}

}  // namespace herald::apiserver
