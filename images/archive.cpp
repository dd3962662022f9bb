#include "images/archive.h"

#include "core/base/check.h"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <zlib.h>

#include <boost/json.hpp>
#include <openssl/evp.h>

namespace herald::images {
namespace {

namespace json = boost::json;

constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";
constexpr std::string_view kLayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
// The same for ever, or else no two builds would be the same.
constexpr std::string_view kCreated = "1970-01-01T00:00:00Z";

// Where a blob of that hash lies in the archive.
std::string path_of(std::string_view hash) {
  return "blobs/sha256/" + std::string(hash);
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  HERALD_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += kHexadecimal[byte >> 4U];
    text += kHexadecimal[byte & 15U];
  }
  return text;
}

// Without a time or a name in its header, as `gzip -n` has it.
std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzip = 16;
  HERALD_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, 9,
                            Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  HERALD_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// The blobs so far, and how a document refers to one.
class Blobs {
 public:
  json::object add(std::string_view type, std::string bytes) {
    const std::string hash = sha256(bytes);
    json::object descriptor{{"mediaType", type}, {"digest", "sha256:" + hash}, {"size", bytes.size()}};
    layout_.add(path_of(hash), {.content = std::move(bytes)});
    return descriptor;
  }
  json::object add(std::string_view type, const json::value& document) {
    return add(type, json::serialize(document));
  }
  Layer finish(const json::value& index, const json::value& docker_list) && {
    layout_.add("index.json", {.content = json::serialize(index)});
    layout_.add("manifest.json", {.content = json::serialize(docker_list)});
    layout_.add("oci-layout", {.content = R"({"imageLayoutVersion":"1.0.0"})"});
    return std::move(layout_);
  }

 private:
  Layer layout_;
};

json::object labels_of(const Image& image) {
  json::object labels;
  for (const auto& [name, value] : image.labels)
    labels[name] = value;
  return labels;
}

json::object config_of(const Image& image, const std::string& tar) {
  return {{"created", kCreated},
          {"architecture", image.architecture},
          {"os", "linux"},
          {"config", json::object{{"User", image.user},
                                  {"Entrypoint", json::array{json::value(image.entrypoint)}},
                                  {"WorkingDir", "/"},
                                  {"Labels", labels_of(image)}}},
          {"rootfs",
           json::object{{"type", "layers"}, {"diff_ids", json::array{json::value("sha256:" + sha256(tar))}}}},
          {"history", json::array{json::object{{"created", kCreated}, {"created_by", "herald-image"}}}}};
}

// Under both names by which tools look for a reference.
json::object names_of(const Image& image) {
  const std::string tag = image.reference.substr(image.reference.rfind(':') + 1);
  return {{"io.containerd.image.name", image.reference}, {"org.opencontainers.image.ref.name", tag}};
}

// What `docker load` reads where Docker keeps images itself, as it does by default up to version 28: it looks
// for no index.
json::array docker_list_of(const Image& image, const json::object& config, const json::object& layer) {
  const auto blob = [](const json::object& descriptor) {
    const std::string digest(descriptor.at("digest").as_string());
    return path_of(digest.substr(digest.find(':') + 1));
  };
  return {json::object{{"Config", blob(config)},
                       {"RepoTags", json::array{json::value(image.reference)}},
                       {"Layers", json::array{json::value(blob(layer))}}}};
}

}  // namespace

Archive pack(const Image& image) {
  Blobs blobs;
  const std::string tar = image.files.tar();
  const json::object layer = blobs.add(kLayerType, gzip(tar));
  const json::object config = blobs.add(kConfigType, json::value(config_of(image, tar)));
  json::object manifest = blobs.add(kManifestType, json::value{{"schemaVersion", 2},
                                                               {"mediaType", kManifestType},
                                                               {"config", config},
                                                               {"layers", json::array{json::value(layer)}},
                                                               {"annotations", labels_of(image)}});
  const std::string digest(manifest.at("digest").as_string());
  manifest["platform"] = json::object{{"architecture", image.architecture}, {"os", "linux"}};
  manifest["annotations"] = names_of(image);
  const json::object index{{"schemaVersion", 2},
                           {"mediaType", "application/vnd.oci.image.index.v1+json"},
                           {"manifests", json::array{json::value(manifest)}}};
  const Layer layout = std::move(blobs).finish(index, docker_list_of(image, config, layer));
  return {.bytes = layout.tar(), .digest = digest};
}

}  // namespace herald::images
