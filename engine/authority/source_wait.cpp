#include "engine/authority/source_wait.hpp"

#include <algorithm>

namespace mfa::authority {

namespace {

using std::chrono::milliseconds;

/// Where a login comes from, as far as it counts here. Only root is believed about it; and su and
/// sudo are doors inside of a session, all of one host and none from afar.
std::string source_of(const Services& services, const Caller& caller, const Login& login) {
    const bool counts = services.sources != nullptr && services.pause != nullptr &&
                        caller.is_root() && login.opens_session();
    return counts ? device::source_name(login.remote_host()) : std::string{};
}

} // namespace

Result<> wait_for_source(const Services& services, const Caller& caller, const Login& login,
                         ItemSink& sink) {
    const std::string source = source_of(services, caller, login);
    if (source.empty()) {
        return {};
    }
    milliseconds left = TRY(services.sources->reserve(source, login.user_name()));
    if (left.count() > 0) {
        services.log.write(audit::Severity::notice, audit::Event{"source_slowed"}
                                                        .with("user", login.user_name())
                                                        .with("service", login.service())
                                                        .with("rhost", login.remote_host())
                                                        .with("wait_ms", left.count()));
    }
    // In short steps, so that the front end hears of us, and we hear when it has gone.
    constexpr milliseconds step{250};
    while (left.count() > 0) {
        services.pause->wait(std::min(left, step));
        left -= std::min(left, step);
        TRY(sink.progress());
    }
    return {};
}

Result<> settle_source(const Services& services, const Caller& caller, const Login& login,
                       const device::Attempt& attempt) {
    using Outcome = device::Attempt::Outcome;
    const std::string source = source_of(services, caller, login);
    if (source.empty() ||
        (attempt.outcome != Outcome::accepted && attempt.outcome != Outcome::spent)) {
        return {};
    }
    return services.sources->take_back(source, login.user_name());
}

} // namespace mfa::authority
