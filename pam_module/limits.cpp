#include "pam_module/limits.hpp"

#include "pam_module/answer.hpp"

#include <cerrno>
#include <fcntl.h>

namespace mfa::pam {

namespace {

Error not_limited(const char* what) {
    return Error{ErrorKind::internal, "limit this session", what};
}

} // namespace

Result<LimitsBy> limits_of(const wire::Message& reply) {
    const auto by = reply.text(wire::Field::limits_by).value_or("guard");
    if (by == "landlock") {
        return LimitsBy::landlock;
    }
    return by == "guard" ? Result<LimitsBy>{LimitsBy::guard} : nonsense("unknown limits");
}

Result<> add_programs(const wire::Message& item, std::vector<std::string>& programs) {
    const auto named = item.texts(wire::Field::program);
    programs.insert(programs.end(), named.begin(), named.end());
    return named.empty() ? nonsense("unexpected message") : Result<>{};
}

Result<> see_that_the_kernel_refuses(LimitsBy by) {
    // A program that no policy lists and that does nothing.
    const auto started = wire::HelperProcess::start(MFA_CANARY_PATH);
    if (started) {
        return not_limited("the kernel runs what it should refuse");
    }
    if (started.error().sys_errno() != (by == LimitsBy::landlock ? EACCES : EPERM)) {
        return started.error();
    }
    // The guard lets everybody read what root lets everybody read.
    if (by == LimitsBy::landlock) {
        const UniqueFd read{::open(MFA_CANARY_PATH, O_RDONLY | O_CLOEXEC)};
        if (read || errno != EACCES) {
            return not_limited("the kernel lets read what it should refuse");
        }
    }
    return {};
}

} // namespace mfa::pam
