// One object's JSON, read as every kind there is. Law: a value with a name, or an error with a
// reason.
#include "tests/unit/kube/read_everything.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  herald::kube::Scratch scratch;
  herald::kube::read_as_everything(text, scratch);
  return 0;
}
