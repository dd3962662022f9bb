# How programs are linked: every library from its archive, and the daemons with glibc too, so that what is tested is what an
# image holds. docs/decisions/0007 says why. Sanitizers keep the shared libraries, which they know better.

set(static_by_default ON)
if(HERALD_SANITIZE)
  set(static_by_default OFF)
endif()
option(HERALD_STATIC "Link all libraries but glibc from their archives" ${static_by_default})

if(HERALD_STATIC)
  # find_library, and every module built on it, takes an archive where there is one. Boost has a switch of its own.
  list(PREPEND CMAKE_FIND_LIBRARY_SUFFIXES .a)
  set(Boost_USE_STATIC_LIBS ON)
  # A folder that was configured otherwise before remembers the shared ones.
  foreach(found OPENSSL_SSL_LIBRARY OPENSSL_CRYPTO_LIBRARY ZLIB_LIBRARY_RELEASE)
    if("${${found}}" MATCHES "\\.so$")
      unset(${found} CACHE)
    endif()
  endforeach()
endif()

# Sets `result` to libpcap's archive when it links beside `omissions`, which say what of it we leave out,
# and to the shared library otherwise.
function(herald_find_pcap result omissions)
  find_library(HERALD_PCAP_LIBRARY pcap REQUIRED)
  if(HERALD_PCAP_LIBRARY MATCHES "\\.a$" AND NOT DEFINED HERALD_PCAP_ARCHIVE_LINKS)
    file(WRITE "${CMAKE_BINARY_DIR}/pcap_check.cpp"
         "extern \"C\" void* pcap_create(const char*, char*);\nint main() { return pcap_create(nullptr, nullptr) == nullptr; }\n")
    try_compile(HERALD_PCAP_ARCHIVE_LINKS "${CMAKE_BINARY_DIR}/pcap_check"
                SOURCES "${CMAKE_BINARY_DIR}/pcap_check.cpp" "${omissions}" LINK_LIBRARIES "${HERALD_PCAP_LIBRARY}")
  endif()
  set(library "${HERALD_PCAP_LIBRARY}")
  if(library MATCHES "\\.a$" AND NOT HERALD_PCAP_ARCHIVE_LINKS)
    message(STATUS "${library} wants more than we know to leave out: the shared library is linked")
    find_library(HERALD_PCAP_SHARED NAMES libpcap.so REQUIRED)
    set(library "${HERALD_PCAP_SHARED}")
  endif()
  set(${result} "${library}" PARENT_SCOPE)
endfunction()

# For programs: the compiler's own libraries too, and nothing that no one calls. STANDALONE is for what runs in an image
# with nothing beside it: glibc too. Relative relocations take an eighth of the space; mold 1.10 writes them in a way that
# glibc refuses, so GNU ld links these.
# Beside a standalone program stands PROGRAM.inputs: what it was linked from, for the list of an image.
function(herald_link_program name)
  cmake_parse_arguments(ARG "STANDALONE" "" "" ${ARGN})
  if(NOT HERALD_STATIC)
    return()
  endif()
  if(ARG_STANDALONE)
    # Without its warnings: that glibc's resolver and libcrypto's modules would load further libraries. In an image there
    # are none, and neither needs them.
    target_link_options(${name} PRIVATE -fuse-ld=bfd -static-pie -Wl,--gc-sections -Wl,-z,pack-relative-relocs
                                        -Wl,--no-warnings -Wl,--dependency-file=$<TARGET_FILE:${name}>.inputs)
  else()
    target_link_options(${name} PRIVATE -static-libstdc++ -static-libgcc -Wl,--gc-sections)
  endif()
endfunction()

# For what waits on the network and the disk, where nobody can tell a nanosecond: small in release builds. What the resident
# memory of a daemon consists of is, for the most part, its own text.
function(herald_compact)
  foreach(name IN LISTS ARGV)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-Os;-ffunction-sections;-fdata-sections>)
  endforeach()
endfunction()
