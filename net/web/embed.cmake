# cmake -DFROM=FOLDER -DTO=FILE.c -P embed.cmake: the files of a folder as
# arrays of bytes, for net/web/asset.h.
file(GLOB paths LIST_DIRECTORIES false ${FROM}/*)
list(SORT paths)
set(arrays "")
set(rows "")
set(sums "")
set(number 0)
foreach(path IN LISTS paths)
  get_filename_component(name ${path} NAME)
  file(READ ${path} hex HEX)
  file(SIZE ${path} bytes)
  file(SHA256 ${path} sum)
  string(APPEND sums ${name}${sum})
  string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}0a")
  string(APPEND arrays
         "static const unsigned char file_${number}[] = {${hex}};\n")
  string(APPEND rows "    {\"${name}\", file_${number}, ${bytes}},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(SHA256 version "${sums}")
string(SUBSTRING ${version} 0 12 version)
file(WRITE ${TO}.new "#include \"net/web/asset.h\"\n\n${arrays}
const struct asset assets[] = {\n${rows}};
const size_t asset_count = ${number};
const char asset_version[] = \"${version}\";\n")
file(COPY_FILE ${TO}.new ${TO} ONLY_IF_DIFFERENT)
