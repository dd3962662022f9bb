#include "kube/api_client_gzip.h"

#include "core/base/check.h"

#include <array>
#include <zlib.h>

namespace herald::kube {
namespace {

constexpr int kGzipOnly = 16;
constexpr std::size_t kPiece = 32 << 10;

}  // namespace

struct Inflater::State {
  z_stream stream{};
  std::array<unsigned char, kPiece> out;
  std::uint64_t left;
  bool complete = false;
};

Inflater::Inflater(std::uint64_t most_bytes) : state_(std::make_unique<State>()) {
  state_->left = most_bytes;
  // Fails only without memory, or with another zlib than the one we were built with.
  HERALD_CHECK(inflateInit2(&state_->stream, MAX_WBITS + kGzipOnly) == Z_OK);
}

Inflater::~Inflater() {
  inflateEnd(&state_->stream);
}

Result<void, std::string> Inflater::feed(std::string_view compressed,
                                         const std::function<void(std::string_view)>& taker) {
  z_stream& stream = state_->stream;
  // zlib only reads it.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  do {
    if (state_->complete) {
      if (stream.avail_in > 0) return fail(std::string("something follows the compressed text"));
      return {};
    }
    stream.next_out = state_->out.data();
    stream.avail_out = static_cast<uInt>(state_->out.size());
    const int outcome = inflate(&stream, Z_NO_FLUSH);
    if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR)
      return fail(std::string("the compressed text is damaged"));
    const std::size_t got = state_->out.size() - stream.avail_out;
    if (got > state_->left) return fail(std::string("the compressed text expands beyond all bounds"));
    state_->left -= got;
    state_->complete = outcome == Z_STREAM_END;
    if (got > 0) taker({reinterpret_cast<const char*>(state_->out.data()), got});
  } while (stream.avail_in > 0 || stream.avail_out == 0);
  return {};
}

bool Inflater::complete() const {
  return state_->complete;
}

}  // namespace herald::kube
