# Plants one bug: copies FROM to TO with the text in PATTERN_FILE replaced. A mutant file has two parts, the
# product's text and what it becomes, each between marker lines. The text must occur exactly once, so that a
# mutant that no longer fits the product is noticed instead of quietly testing nothing.
# cmake -DMUTANT=<file> -DSOURCE_DIR=<root> -DTO=<file> -P apply.cmake
file(READ "${MUTANT}" mutant)
if(NOT mutant MATCHES "^# ([^\n]+)\nfile: ([^\n]+)\n<<<<\n(.*)\n====\n(.*)\n>>>>\n$")
  message(FATAL_ERROR "${MUTANT}: expected '# why', 'file: ...', then <<<< ==== >>>>")
endif()
set(path "${CMAKE_MATCH_2}")
set(old "${CMAKE_MATCH_3}")
set(new "${CMAKE_MATCH_4}")
# Read as one string: semicolons stay what they are as long as everything is quoted.
file(READ "${SOURCE_DIR}/${path}" product)
string(FIND "${product}" "${old}" first)
string(FIND "${product}" "${old}" last REVERSE)
if(first EQUAL -1)
  message(FATAL_ERROR "${MUTANT}: its text is no longer in ${path}; bring the mutant up to date")
endif()
if(NOT first EQUAL last)
  message(FATAL_ERROR "${MUTANT}: its text occurs more than once in ${path}")
endif()
string(LENGTH "${old}" length)
string(SUBSTRING "${product}" 0 ${first} head)
math(EXPR rest "${first} + ${length}")
string(SUBSTRING "${product}" ${rest} -1 tail)
file(WRITE "${TO}" "${head}${new}${tail}")
