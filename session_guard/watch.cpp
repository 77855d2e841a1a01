#include "session_guard/watch.hpp"

#include "engine/base/file.hpp"
#include "engine/guard/pinned_guard.hpp"
#include "engine/guard/refusal.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace mfa::session_guard {

namespace {

// How long a guard that was unloaded, or loaded, goes unnoticed.
constexpr std::chrono::seconds look_again{1};

const std::string refusals = std::string{guard::pins_folder} + "/refusals";

struct FreeBuffer {
    void operator()(ring_buffer* buffer) const { ::ring_buffer__free(buffer); }
};
using Buffer = std::unique_ptr<ring_buffer, FreeBuffer>;

/// Which of the guards that are loaded one after the other.
std::optional<ino_t> loaded_guard() {
    struct stat pin {};
    return ::stat(refusals.c_str(), &pin) == 0 ? std::optional{pin.st_ino} : std::nullopt;
}

std::string name_of(uid_t uid) {
    const passwd* const user = ::getpwuid(uid); // NOLINT(concurrency-mt-unsafe): one thread
    return user != nullptr ? user->pw_name : std::to_string(uid);
}

audit::Event event_of(const guard::Refusal& refusal) {
    audit::Event event{"refused"};
    event.with("user", name_of(refusal.owner))
        .with("uid", static_cast<std::int64_t>(refusal.uid))
        .with("session", static_cast<std::int64_t>(refusal.session))
        .with("hook", refusal.hook)
        .with("object", refusal.object)
        .with("program", refusal.program)
        .with("process", static_cast<std::int64_t>(refusal.process));
    if (refusal.untold > 0) {
        event.with("more", static_cast<std::int64_t>(refusal.untold));
    }
    return event;
}

int write_refusal(void* log, void* record, std::size_t size) {
    const auto refusal = guard::read_refusal(record, size);
    // The canary is refused wherever a limited session is opened: that is no news.
    if (refusal && refusal->object != MFA_CANARY_PATH) {
        static_cast<audit::Log*>(log)->write(audit::Severity::notice, event_of(*refusal));
    }
    return 0;
}

/// A buffer has one reader: two would take each other's place in it.
Result<UniqueFd> be_the_only_one() {
    UniqueFd folder{::open(guard::pins_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder) {
        return Error::from_errno(std::string{"open `"} + guard::pins_folder + "`");
    }
    if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK
                   ? Error{ErrorKind::invalid_input, "watch", "somebody does already"}
                   : Error::from_errno(std::string{"lock `"} + guard::pins_folder + "`");
    }
    return folder;
}

/// Until this guard is no more.
Result<> watch_guard(ino_t which, audit::Log& log) {
    const auto abi = guard::PinnedGuard::open();
    if (!abi) {
        return abi.error();
    }
    const UniqueFd alone = TRY(be_the_only_one());
    const UniqueFd map{::bpf_obj_get(refusals.c_str())};
    if (!map) {
        return Error::from_errno("open `" + refusals + "`");
    }
    const Buffer buffer{::ring_buffer__new(map.get(), write_refusal, &log, nullptr)};
    if (!buffer) {
        return Error::from_errno("read `" + refusals + "`");
    }
    while (loaded_guard() == which) {
        constexpr auto wait = std::chrono::milliseconds{look_again};
        const int taken = ::ring_buffer__poll(buffer.get(), static_cast<int>(wait.count()));
        if (taken < 0 && taken != -EINTR) {
            return Error::from_errno("read `" + refusals + "`", -taken);
        }
    }
    return {};
}

} // namespace

Error watch(audit::Log& log) {
    for (;;) {
        const auto which = loaded_guard();
        if (!which) {
            std::this_thread::sleep_for(look_again);
            continue;
        }
        const auto watched = watch_guard(*which, log);
        // One that went away meanwhile is no failure.
        if (!watched && loaded_guard() == which) {
            return watched.error();
        }
    }
}

} // namespace mfa::session_guard
