#include "session_guard/status.hpp"

#include "engine/base/file.hpp"
#include "engine/guard/pinned_guard.hpp"
#include "engine/guard/refusal.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <numeric>

namespace mfa::session_guard {

namespace {

Result<std::size_t> count_rules() {
    const std::string path = std::string{guard::pins_folder} + "/links";
    const UniqueFd links = TRY(open_directory(path, {uid_t{0}, open_to_others}));
    return TRY(list_directory(links.get(), path)).size();
}

Result<> count_sessions(const guard::PinnedGuard& guard, Status& status) {
    return guard.for_each_session([&](guard::SessionId, const guard::SessionLimits& limits) {
        switch (limits.state) {
        case guard::SessionState::limited:
            ++status.limited;
            return;
        case guard::SessionState::granted:
            ++status.granted;
            return;
        case guard::SessionState::closed:
            ++status.closed;
            return;
        }
    });
}

Result<> count_refusals(Status& status) {
    const std::string path = std::string{guard::pins_folder} + "/refused";
    const UniqueFd map{::bpf_obj_get(path.c_str())};
    const int processors = ::libbpf_num_possible_cpus();
    if (!map || processors < 1) {
        return Error::from_errno("open `" + path + "`");
    }
    std::vector<std::uint64_t> counts(static_cast<std::size_t>(processors));
    for (std::uint32_t hook = 0; hook < MFA_HOOK_COUNT; ++hook) {
        if (::bpf_map_lookup_elem(map.get(), &hook, counts.data()) != 0) {
            return Error::from_errno("read `" + path + "`");
        }
        status.refused.emplace_back(guard::hook_name(hook),
                                    std::accumulate(counts.begin(), counts.end(), std::uint64_t{}));
    }
    return {};
}

} // namespace

Result<Status> read_status() {
    const auto guard = TRY(guard::PinnedGuard::open());
    Status status;
    status.room = MFA_SESSIONS_MAX;
    status.rules = TRY(count_rules());
    TRY(count_sessions(guard, status));
    TRY(count_refusals(status));
    return status;
}

} // namespace mfa::session_guard
