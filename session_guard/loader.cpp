#include "session_guard/loader.hpp"

#include "engine/base/file.hpp"
#include "engine/guard/pinned_guard.hpp"
#include "session_guard/kernel.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

extern "C" {
extern const char guard_object_begin[];
extern const char guard_object_end[];
}

namespace mfa::session_guard {

namespace {

using std::string;

const string folder = guard::pins_folder;
// A bpffs takes no dots in names.
const string folder_being_made = folder + "_new";
constexpr const char* state_folder = "/var/lib/mfa";

struct CloseObject {
    void operator()(bpf_object* object) const { ::bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, CloseObject>;

/// What libbpf complains of first, for the message of a failure: what comes later only follows from
/// it. It prints to stderr unless told.
string first_words;

int keep_words(libbpf_print_level level, const char* format, va_list values) {
    if (level == LIBBPF_WARN && first_words.empty()) {
        char line[512];
        if (std::vsnprintf(line, sizeof line, format, values) > 0) {
            first_words = line;
            first_words.erase(first_words.find_last_not_of('\n') + 1);
        }
    }
    return 0;
}

Error libbpf_failed(const string& operation, int negative_errno) {
    return Error{ErrorKind::system, operation, first_words, -negative_errno};
}

/// Two who load at once do it one after the other.
Result<UniqueFd> take_turn() {
    UniqueFd turn{::open("/sys/fs/bpf", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!turn || ::flock(turn.get(), LOCK_EX) != 0) {
        return Error::from_errno("lock `/sys/fs/bpf`");
    }
    return turn;
}

string inside(const string& path, const char* name) {
    string joined = path;
    return joined.append("/").append(name);
}

Result<> make_folder(const string& path) {
    return ::mkdir(path.c_str(), S_IRWXU) == 0 ? Result<>{}
                                               : Error::from_errno("make `" + path + "`");
}

Result<> remove_folder(const string& path) {
    std::error_code failure;
    std::filesystem::remove_all(path, failure);
    return failure ? Error::from_errno("remove `" + path + "`", failure.value()) : Result<>{};
}

Result<> rename_folder(const string& from, const string& to) {
    return ::rename(from.c_str(), to.c_str()) == 0
               ? Result<>{}
               : Error::from_errno("rename `" + from + "` to `" + to + "`");
}

/// The maps belong to `mfa`: mfa_helper opens them, and session_guard as root.
Result<> give_to_mfa(const string& path, mode_t mode) {
    struct stat mfa {};
    if (::stat(state_folder, &mfa) != 0) {
        return Error::from_errno(string{"look at `"} + state_folder + "`");
    }
    if (::chown(path.c_str(), mfa.st_uid, mfa.st_gid) != 0 || ::chmod(path.c_str(), mode) != 0) {
        return Error::from_errno("give `" + path + "` to `mfa`");
    }
    return {};
}

Result<Object> open_object() {
    ::libbpf_set_print(keep_words);
    LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "session_guard");
    const auto size = static_cast<std::size_t>(guard_object_end - guard_object_begin);
    Object object{::bpf_object__open_mem(guard_object_begin, size, &options)};
    if (!object) {
        return libbpf_failed("read the guard's programs", -errno);
    }
    return object;
}

/// The maps that are pinned: all but the constants of the programs.
std::vector<bpf_map*> maps_of(const bpf_object& object) {
    std::vector<bpf_map*> maps;
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, &object) {
        if (!::bpf_map__is_internal(map)) {
            maps.push_back(map);
        }
    }
    return maps;
}

/// Hooks that not every kernel has: they stand for something that is part of another where they
/// are missing.
void take_what_the_kernel_has(bpf_object& object) {
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, &object) {
        if (!::bpf_program__autoload(program)) {
            const std::string_view name = ::bpf_program__name(program);
            const string hook{name.substr(std::string_view{"mfa_"}.size())};
            const bool there = ::libbpf_find_vmlinux_btf_id(hook.c_str(), BPF_LSM_MAC) > 0;
            ::bpf_program__set_autoload(program, there);
        }
    }
    first_words.clear(); // of hooks that are not there
}

/// Loads; maps that are pinned in `pins` already are used again, the others are made and pinned.
Result<> load_into(bpf_object& object, const string& pins) {
    for (bpf_map* map : maps_of(object)) {
        const int set = ::bpf_map__set_pin_path(map, inside(pins, ::bpf_map__name(map)).c_str());
        if (set != 0) {
            return libbpf_failed("name the guard's maps", set);
        }
    }
    take_what_the_kernel_has(object);
    if (const int loaded = ::bpf_object__load(&object); loaded != 0) {
        return libbpf_failed("load the guard's programs into the kernel", loaded);
    }
    for (const bpf_map* map : maps_of(object)) {
        TRY(give_to_mfa(inside(pins, ::bpf_map__name(map)), S_IRUSR | S_IWUSR));
    }
    return {};
}

/// Attaches every program and pins its link. Returns how many there are.
Result<std::size_t> attach_all(bpf_object& object, const string& links) {
    std::size_t attached = 0;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, &object) {
        if (!::bpf_program__autoload(program)) {
            continue;
        }
        const char* const name = ::bpf_program__name(program);
        bpf_link* link = ::bpf_program__attach(program);
        if (link == nullptr) {
            return libbpf_failed(string{"attach the guard's program `"} + name + "`", -errno);
        }
        const int pinned = ::bpf_link__pin(link, inside(links, name).c_str());
        ::bpf_link__destroy(link); // the descriptor; the pin, if there is one, stays
        if (pinned != 0) {
            return libbpf_failed(string{"pin the guard's program `"} + name + "`", pinned);
        }
        ++attached;
    }
    return attached;
}

Result<std::size_t> load_first() {
    TRY(remove_folder(folder_being_made));
    TRY(make_folder(folder_being_made));
    TRY(make_folder(folder_being_made + "/links"));
    const Object object = TRY(open_object());
    TRY(load_into(*object, folder_being_made));
    const auto rules = TRY(attach_all(*object, folder_being_made + "/links"));
    TRY(give_to_mfa(folder_being_made, S_IRWXU));
    TRY(rename_folder(folder_being_made, folder));
    return rules;
}

Result<std::size_t> load_in_place_of_another() {
    const string links = folder + "/links";
    // Of a load that was cut short; where it had come to the second, that one is complete.
    TRY(remove_folder(links + "_new"));
    TRY(make_folder(links + "_new"));
    const Object object = TRY(open_object());
    TRY(load_into(*object, folder));
    const auto rules = TRY(attach_all(*object, links + "_new"));
    TRY(remove_folder(links + "_old"));
    if (::access(links.c_str(), F_OK) == 0) {
        TRY(rename_folder(links, links + "_old"));
    }
    TRY(rename_folder(links + "_new", links));
    TRY(remove_folder(links + "_old"));
    return rules;
}

} // namespace

Result<Loaded> load() {
    TRY(check_kernel());
    TRY(mount_bpffs());
    const UniqueFd turn = TRY(take_turn());
    const auto there = guard::PinnedGuard::open();
    if (!there && there.error().kind() != ErrorKind::not_found) {
        return there.error();
    }
    const auto rules = there ? load_in_place_of_another() : load_first();
    if (!rules) {
        static_cast<void>(remove_folder(there ? folder + "/links_new" : folder_being_made));
        return rules.error();
    }
    return Loaded{*rules, there.has_value()};
}

Result<bool> unload() {
    if (::access(folder.c_str(), F_OK) != 0) {
        return errno == ENOENT ? Result<bool>{false}
                               : Error::from_errno("look at `" + folder + "`");
    }
    const UniqueFd turn = TRY(take_turn());
    // First its name: nobody opens a limited session with a guard that is going.
    TRY(remove_folder(folder_being_made));
    TRY(rename_folder(folder, folder_being_made));
    TRY(remove_folder(folder_being_made));
    return true;
}

} // namespace mfa::session_guard
