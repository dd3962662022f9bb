// Asio's and Beast's own code, compiled once here in place of in every file that touches a socket (see
// BOOST_ASIO_SEPARATE_COMPILATION in CMakeLists.txt).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
