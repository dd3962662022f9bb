// The switch of the golden tests.
#pragma once

namespace herald::config {

// Set by --update-golden: the tests write what they would compare with.
bool& update_golden();

}  // namespace herald::config
