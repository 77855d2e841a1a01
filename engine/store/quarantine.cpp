#include "engine/store/quarantine.hpp"

#include "engine/base/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mfa::store {

namespace {

constexpr std::size_t copy_max = std::size_t{1} << 20U;
constexpr int names_max = 1000;

/// A new file of that name, or of the first that is free after it.
Result<UniqueFd> create_new(int folder, std::string& name, const std::string& path) {
    const std::string wanted = name;
    const auto where = [&path](const std::string& one) {
        std::string text = "create `";
        text.append(path).append("/").append(one).append("`");
        return text;
    };
    for (int number = 2; number < names_max; ++number) {
        UniqueFd file{::openat(folder, name.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
        if (file) {
            return file;
        }
        if (errno != EEXIST) {
            return Error::from_errno(where(name));
        }
        name = wanted;
        name += "." + std::to_string(number);
    }
    return Error{ErrorKind::system, where(wanted), "too many of that name are there"};
}

} // namespace

Result<std::optional<std::string>> copy_to_quarantine(int directory, const std::string& name,
                                                      const std::string& quarantine,
                                                      std::string_view label, uid_t owner) {
    const auto source = open_regular_at(directory, name, O_RDONLY, {}, name);
    if (!source) {
        if (source.error().kind() == ErrorKind::not_found) {
            return std::optional<std::string>{};
        }
        return source.error();
    }
    const std::string content = TRY(read_text(source->get(), copy_max, name));
    if (::mkdirat(AT_FDCWD, quarantine.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        return Error::from_errno("make the folder `" + quarantine + "`");
    }
    const UniqueFd folder = TRY(open_directory(quarantine, {owner, open_to_others}));
    std::string copy_name = name + "." + std::string{label};
    const UniqueFd copy = TRY(create_new(folder.get(), copy_name, quarantine));
    const std::string path = quarantine + "/" + copy_name;
    TRY(write_all(copy.get(), content, path));
    if (::fsync(copy.get()) != 0 || ::fsync(folder.get()) != 0) {
        return Error::from_errno("sync `" + path + "`");
    }
    return std::optional{path};
}

} // namespace mfa::store
