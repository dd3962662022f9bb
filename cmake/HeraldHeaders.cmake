# Target check_headers: every header of the tree compiled alone, through a source file that includes nothing else.
# Not part of the normal build; `make lint` builds it. The stubs stand in compile_commands.json too, so that editors and
# clang-tidy know how a header without a .cpp beside it is compiled.

file(GLOB_RECURSE herald_headers RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS
     core/*.h config/*.h kube/*.h runtime/*.h controller/*.h speaker/*.h cli/*.h lab/*.h tests/*.h)

set(herald_header_stubs)
foreach(header IN LISTS herald_headers)
  set(stub "${PROJECT_BINARY_DIR}/headers/${header}.cpp")
  file(CONFIGURE OUTPUT "${stub}" CONTENT "#include \"@header@\"\n" @ONLY)
  list(APPEND herald_header_stubs "${stub}")
endforeach()

# Third-party headers are found where the system's compiler looks, so no library needs naming but Asio, whose declarations
# depend on definitions that everybody has to share.
add_library(check_headers OBJECT EXCLUDE_FROM_ALL ${herald_header_stubs})
target_link_libraries(check_headers PRIVATE herald_flags)
target_compile_options(check_headers PRIVATE -O0 -g0)
target_compile_definitions(check_headers PRIVATE HERALD_SOURCE_DIR="${PROJECT_SOURCE_DIR}") # as herald_test gives its files
if(TARGET herald_asio)
  target_link_libraries(check_headers PRIVATE herald_asio)
endif()
